import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../../../common/reason-of.js';
import { packageRoot } from '../../../config/package-root.js';
import { type Calibration, loadCalibration } from '../../decision/calibration.js';
import { findWeights } from '../engines/weights.js';
import { type Manifest, manifestSchema } from './manifest.schema.js';
import { RecognitionModelError, type RecognitionModel } from './recognition-model.js';

const MANIFEST = 'model.json';

/**
 * Reads and checks a recognition model. Its manifest is looked for in `modelsPath/<name>`, then among the models that
 * come with the service.
 * @throws RecognitionModelError when manifest, weights or calibration are missing, malformed or not the ones named
 */
export async function loadRecognitionModel(name: string, modelsPath: string): Promise<RecognitionModel> {
  const folder = findModelFolder(name, modelsPath);
  const manifest = parseManifest(name, await readFile(join(folder, MANIFEST), 'utf8'));
  if (manifest.name !== name) {
    throw new RecognitionModelError(name, `${join(folder, MANIFEST)} names itself "${manifest.name}"`);
  }
  const { format, file, sha256 } = manifest.network;
  const path = join(format === 'onnx' ? folder : findWeights('recognition', modelsPath), file);
  await checkHash(name, path, sha256);
  const { input } = manifest;
  const version = versionOf(manifest);
  return {
    name,
    version,
    compatibleWith: manifest.compatibleWith,
    network: { format, path, sha256 },
    inputSize: input.size,
    channels: input.channels,
    mean: input.mean,
    std: input.std,
    alignment: manifest.alignment,
    flip: manifest.flip,
    l2Normalize: manifest.l2Normalize,
    dimension: manifest.dimension,
    calibration: readCalibration(name, version, manifest, folder),
  };
}

/** A dropped-in network carries its hash: two networks that happen to share a folder's name never share a version. */
export function versionOf({ name, network, alignment, flip, l2Normalize }: Manifest): string {
  const origin = network.format === 'onnx' ? `${name}@${network.sha256.slice(0, 8)}` : name;
  return [origin, alignment, ...(flip ? ['flip'] : []), ...(l2Normalize ? ['l2'] : [])].join('/');
}

/** @throws RecognitionModelError naming every fault */
export function parseManifest(name: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RecognitionModelError(name, `${MANIFEST} is not JSON: ${String(error)}`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
  );
  throw new RecognitionModelError(name, `${MANIFEST}: ${faults.join('; ')}`);
}

function findModelFolder(name: string, modelsPath: string): string {
  const folders = [join(modelsPath, name), join(packageRoot, 'models', name)];
  const found = folders.find((folder) => existsSync(join(folder, MANIFEST)));
  if (found) return found;
  throw new RecognitionModelError(name, `no ${MANIFEST} in ${[...new Set(folders)].join(' or ')}`);
}

async function checkHash(name: string, path: string, expected: string): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new RecognitionModelError(name, `cannot read its network: ${String(error)}`);
  }
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === expected) return;
  throw new RecognitionModelError(name, `${path} has sha256 ${found}, but ${MANIFEST} says ${expected}`);
}

function readCalibration(
  name: string,
  version: string,
  manifest: Manifest,
  folder: string,
): Calibration | null {
  if (manifest.calibration === undefined) return null;
  try {
    return loadCalibration(join(folder, manifest.calibration), version);
  } catch (error) {
    throw new RecognitionModelError(name, reasonOf(error));
  }
}
