import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../../config/package-root.js';
import { type Manifest, manifestSchema } from './manifest.schema.js';
import { RecognitionModelError, type RecognitionModel } from './recognition-model.js';

const MANIFEST = 'model.json';
const packageRequire = createRequire(join(packageRoot, 'package.json'));

/**
 * Reads and checks a recognition model. Its manifest is looked for in `modelsPath/<name>` and then among the models
 * that come with the service.
 * @throws RecognitionModelError when the manifest or the weights are missing, malformed or not the ones it names
 */
export async function loadRecognitionModel(name: string, modelsPath: string): Promise<RecognitionModel> {
  const folder = findModelFolder(name, modelsPath);
  const manifest = parseManifest(name, await readFile(join(folder, MANIFEST), 'utf8'));
  if (manifest.name !== name) {
    throw new RecognitionModelError(name, `${join(folder, MANIFEST)} names itself "${manifest.name}"`);
  }
  const path = findNetworkFile(manifest, folder, modelsPath);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (sha256 !== manifest.network.sha256) {
    throw new RecognitionModelError(
      name,
      `${path} has sha256 ${sha256}, the manifest says ${manifest.network.sha256}`,
    );
  }
  const { input, network } = manifest;
  return {
    name,
    version: versionOf(manifest),
    compatibleWith: manifest.compatibleWith,
    network: { format: network.format, path, sha256 },
    inputSize: input.size,
    channels: input.channels,
    mean: input.mean,
    std: input.std,
    alignment: manifest.alignment,
    flip: manifest.flip,
    l2Normalize: manifest.l2Normalize,
    dimension: manifest.dimension,
  };
}

/** A dropped-in network carries its hash: two networks that happen to share a folder's name never share a version. */
export function versionOf(manifest: Manifest): string {
  const { name, network, alignment, flip, l2Normalize } = manifest;
  const origin = network.format === 'onnx' ? `${name}@${network.sha256.slice(0, 8)}` : name;
  return [origin, alignment, ...(flip ? ['flip'] : []), ...(l2Normalize ? ['l2'] : [])].join('/');
}

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
  throw new RecognitionModelError(name, `no ${MANIFEST} in ${folders.join(' or ')}`);
}

/** Weights of face-api come from its package unless the operator put the same files into MODELS_PATH. */
function findNetworkFile(manifest: Manifest, folder: string, modelsPath: string): string {
  const { file, format } = manifest.network;
  const folders = [folder];
  if (format === 'face-api') {
    folders.push(
      modelsPath,
      join(dirname(packageRequire.resolve('@vladmandic/face-api/package.json')), 'model'),
    );
  }
  const path = folders.map((each) => join(each, file)).find((candidate) => existsSync(candidate));
  if (path) return path;
  throw new RecognitionModelError(manifest.name, `${file} is not in ${folders.join(' or ')}`);
}
