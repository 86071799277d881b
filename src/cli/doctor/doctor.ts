import { AppConfig } from '../../config/app-config.js';
import { ConfigError } from '../../config/config-error.js';
import { loadEnv } from '../../config/load-env.js';
import { blocker, type Finding, findingsText, isReady, ok } from '../program/findings.js';
import { type JsonTarget, printResult, tell } from '../program/output.js';
import { examineDatabase } from './examine-database.js';
import { examineMachine, examineNode } from './examine-machine.js';
import { examineNetworks } from './examine-networks.js';
import { examineServices } from './examine-services.js';

/** Changes nothing. @returns whether the service could run here, with these settings */
export async function doctor(json: JsonTarget): Promise<boolean> {
  const findings = [examineNode()];
  const config = readConfig(findings);
  if (config !== undefined) {
    findings.push(...(await examineMachine(config)));
    tell('Asking the database …');
    findings.push(...(await examineDatabase(config)));
    tell('Loading the networks …');
    findings.push(...(await examineNetworks(config)));
    findings.push(...(await examineServices(config)));
  }
  const text = findingsText(
    findings,
    'The service can run.',
    'The service cannot run: remove the blockers first.',
  );
  await printResult(text, findings, json);
  return isReady(findings);
}

function readConfig(findings: Finding[]): AppConfig | undefined {
  try {
    const config = new AppConfig(loadEnv());
    findings.push(ok(`settings: ${config.env.ENVIRONMENT}`));
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(blocker(`${error.message}: set them in .env, which .env.example explains`));
    return undefined;
  }
}
