import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { reasonOf } from '../common/reason-of.js';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { packageRoot } from '../config/package-root.js';
import { loadRecognitionModel } from '../faces/embedding/models/load-model.js';
import { type JsonTarget, printResult } from './output.js';

interface ModelState {
  name: string;
  /** What FACE_MODEL names. */
  isUsed: boolean;
  /** As it is stored with each encoding; null for a network that cannot be used. */
  version: string | null;
  dimension: number | null;
  isCalibrated: boolean | null;
  fault: string | null;
}

/** The networks in MODELS_PATH and those that come with the service. @returns whether all of them can be used */
export async function listModels(json: JsonTarget): Promise<boolean> {
  const { env, modelsPath } = new AppConfig(loadEnv());
  const names = new Set([modelsPath, join(packageRoot, 'models')].flatMap(foldersIn));
  const models = await Promise.all(
    [...names].sort().map((name) => stateOf(name, modelsPath, name === env.FACE_MODEL)),
  );
  await printResult(textOf(models), models, json);
  return models.every(({ fault }) => fault === null);
}

async function stateOf(name: string, modelsPath: string, isUsed: boolean): Promise<ModelState> {
  try {
    const { version, dimension, calibration } = await loadRecognitionModel(name, modelsPath);
    return { name, isUsed, version, dimension, isCalibrated: calibration !== null, fault: null };
  } catch (error) {
    return { name, isUsed, version: null, dimension: null, isCalibrated: null, fault: reasonOf(error) };
  }
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    // MODELS_PATH is there only for networks that were dropped in.
    return [];
  }
}

function textOf(models: readonly ModelState[]): string {
  const table = new Table({
    head: ['FACE_MODEL', 'used', 'version', 'numbers', 'calibrated'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, isUsed, version, dimension, isCalibrated } of models) {
    if (version === null) table.push([name, isUsed ? 'yes' : '', 'cannot be used', '', '']);
    else table.push([name, isUsed ? 'yes' : '', version, dimension, isCalibrated ? 'yes' : 'NO']);
  }
  return [table.toString(), ...models.flatMap(({ fault }) => fault ?? [])].join('\n');
}
