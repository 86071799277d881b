import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../common/reason-of.js';
import { MODEL_NAME } from '../../config/inference-choices.js';
import { packageRoot } from '../../config/package-root.js';
import { DistanceEvidence } from '../../faces/decision/distance-evidence.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../faces/embedding/models/recognition-model.js';
import { inCatalogue } from './catalogue.js';
import { checkFiles } from './check-files.js';

/** A network in a folder of MODELS_PATH, or one that comes with the service. */
export interface InstalledModel {
  name: string;
  /** By FACE_MODEL, or as the predecessor of the network that it names. */
  isUsed: boolean;
  licence: string | null;
  /** Of its file, or of each of its files. */
  sha256: string[];
  /** What makes a recognition network; null for any other, and for one that cannot be used. */
  recognition: RecognitionFacts | null;
  /** Why it cannot be used. */
  fault: string | null;
}

export interface RecognitionFacts {
  /** As it is stored with each encoding. */
  version: string;
  /** Numbers in an encoding. */
  dimension: number;
  /** On whose photographs; null: no distance means anything yet. */
  calibration: string | null;
  /** Share of genuine comparisons with one encoding that are accepted at false match rates of 1e-3, 1e-4 and 1e-5. */
  tar: number[] | null;
}

const RATES = [1e-3, 1e-4, 1e-5];

/** @param used name of FACE_MODEL */
export async function installedModels(modelsPath: string, used: string): Promise<InstalledModel[]> {
  const names = new Set([modelsPath, join(packageRoot, 'models')].flatMap(foldersIn));
  const inUse = await namesInUse(used, modelsPath);
  return Promise.all([...names].sort().map((name) => stateOf(name, modelsPath, inUse.includes(name))));
}

/** The network of new enrolments, and that of those which it replaces. */
export async function namesInUse(used: string, modelsPath: string): Promise<string[]> {
  const model = await loadRecognitionModel(used, modelsPath).catch(() => null);
  return [used, ...(model?.predecessor ? [model.predecessor] : [])];
}

async function stateOf(name: string, modelsPath: string, isUsed: boolean): Promise<InstalledModel> {
  const entry = inCatalogue(name);
  try {
    if (entry && entry.manifest === undefined) {
      await checkFiles(join(modelsPath, name), entry);
      const sha256 = entry.files.map((file) => file.sha256);
      return { name, isUsed, licence: entry.licence, sha256, recognition: null, fault: null };
    }
    const model = await loadRecognitionModel(name, modelsPath);
    const { licence, network } = model;
    return { name, isUsed, licence, sha256: [network.sha256], recognition: factsOf(model), fault: null };
  } catch (error) {
    return { name, isUsed, licence: null, sha256: [], recognition: null, fault: reasonOf(error) };
  }
}

function factsOf({ version, dimension, calibration }: RecognitionModel): RecognitionFacts {
  if (calibration === null) return { version, dimension, calibration: null, tar: null };
  const evidence = new DistanceEvidence(calibration);
  const tar = RATES.map((rate) => 1 - evidence.fnmr(evidence.distanceAtFmr(rate, 1) ?? 0, 1));
  return { version, dimension, calibration: calibration.provenance, tar };
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && MODEL_NAME.test(entry.name))
      .map(({ name }) => name);
  } catch {
    // MODELS_PATH is there only for networks that were dropped in.
    return [];
  }
}
