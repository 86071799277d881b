import Table from 'cli-table3';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { type JsonTarget, printResult } from '../program/output.js';
import { CATALOGUE } from './catalogue.js';
import { type InstalledModel, installedModels } from './installed-models.js';

/** The networks in MODELS_PATH and those that come with the service. @returns whether all of them can be used */
export async function listModels(json: JsonTarget): Promise<boolean> {
  const { env, modelsPath } = new AppConfig(loadEnv());
  const models = await installedModels(modelsPath, env.FACE_MODEL);
  await printResult(textOf(models), models, json);
  return models.every(({ fault }) => fault === null);
}

function textOf(models: readonly InstalledModel[]): string {
  const table = new Table({
    head: ['name', 'used', 'version', 'numbers', 'sha256', 'TAR at FMR 1e-3 / 1e-4 / 1e-5'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, isUsed, sha256, recognition, fault } of models) {
    const used = isUsed ? 'yes' : '';
    const hashes = sha256.map((hash) => hash.slice(0, 12)).join(' ');
    if (fault !== null) table.push([name, used, 'cannot be used', '', '', '']);
    else if (recognition === null) table.push([name, used, 'no recognition', '', hashes, '']);
    else {
      const { version, dimension, tar } = recognition;
      table.push([name, used, version, dimension, hashes, tar === null ? 'NOT CALIBRATED' : percents(tar)]);
    }
  }
  const installed = new Set(models.map(({ name }) => name));
  const others = CATALOGUE.filter(({ name }) => !installed.has(name));
  return [
    table.toString(),
    ...models.flatMap(({ name, licence }) => (licence === null ? [] : `${name}: ${licence}`)),
    ...models.flatMap(({ recognition, name }) =>
      recognition?.calibration ? `${name} is calibrated by ${recognition.calibration}` : [],
    ),
    ...models.flatMap(({ fault }) => fault ?? []),
    ...others.map(({ name, licence }) => `To be had by twoinone models add ${name}: ${licence}`),
  ].join('\n');
}

/** With one encoding in the template, on the people that its calibration was fitted on. */
function percents(shares: readonly number[]): string {
  return shares.map((share) => `${(100 * share).toFixed(1)} %`).join(' / ');
}
