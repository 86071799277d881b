import { reasonOf } from '../../common/reason-of.js';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { blocker, type Finding, findingsText, isReady, ok, warning } from '../program/findings.js';
import { type JsonTarget, printResult } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';
import { tryNetworks } from './try-networks.js';
import { type InstalledModel, installedModels } from './installed-models.js';

/**
 * Whether each network’s files are the ones that its manifest or the catalogue names, and whether a recognition network loads
 * and answers as it says. @param name undefined: all of them
 */
export async function checkModels(name: string | undefined, json: JsonTarget): Promise<boolean> {
  const config = new AppConfig(loadEnv());
  const installed = await installedModels(config.modelsPath, config.env.FACE_MODEL);
  const asked = installed.filter((model) => name === undefined || model.name === name);
  if (asked.length === 0) throw new UsageError(`There is no network "${name}": twoinone models list`);
  const findings: Finding[] = [];
  for (const model of asked) findings.push(await examine(model, config));
  const text = findingsText(findings, 'Every network can be used.', 'Not every network can be used.');
  await printResult(text, findings, json);
  return isReady(findings);
}

async function examine(model: InstalledModel, config: AppConfig): Promise<Finding> {
  const { name, recognition, fault } = model;
  if (fault !== null) return blocker(fault);
  try {
    if (recognition === null) {
      const { runtime } = await tryNetworks(config, config.env.FACE_MODEL);
      return ok(`${name}: its files are those of the catalogue, loaded by ${runtime}`);
    }
    const { runtime } = await tryNetworks(config, name);
    if (recognition.tar !== null) return ok(`${name}: loaded by ${runtime}, calibrated`);
    return warning(
      `${name}: loaded by ${runtime}, not calibrated: twoinone calibrate FOLDER --model ${name} --out FILE`,
    );
  } catch (error) {
    return blocker(reasonOf(error));
  }
}
