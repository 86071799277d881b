import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { reasonOf } from '../../../common/reason-of.js';

/** face-api's names of the weight files: `<name>-weights_manifest.json` and the .bin shards that it lists. */
const WEIGHT_FILES = {
  detector: 'ssd_mobilenetv1_model',
  landmarks: 'face_landmark_68_model',
  recognition: 'face_recognition_model',
} as const;
export type NetworkName = keyof typeof WEIGHT_FILES;

export interface WeightTensor {
  shape: number[];
  /** Row-major, dequantised. */
  data: Float32Array;
}

export interface WeightFiles {
  /** The folder that they came from. */
  folder: string;
  /** Over the manifest and its shards, hexadecimal. */
  sha256: string;
  groups: { layout: WeightGroup; bytes: Buffer }[];
}

export interface NetworkWeights {
  folder: string;
  tensors: ReadonlyMap<string, WeightTensor>;
}

/** A group of TensorFlow.js's weights manifest: what the files `paths`, one after the other, hold. */
export interface WeightGroup {
  paths: string[];
  weights: {
    name: string;
    shape: number[];
    dtype: string;
    quantization?: { dtype: string; scale: number; min: number };
  }[];
}

/** The folder with the network's weights: `modelsPath` when it holds the manifest, else the one inside the package. */
export function findWeights(network: NetworkName, modelsPath: string): string {
  const manifest = manifestName(network);
  if (existsSync(join(modelsPath, manifest))) return modelsPath;
  const packageJson = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
  return join(dirname(packageJson), 'model');
}

/** Reads the files of one network, undecoded. @throws Error that names the manifest when a file is missing or malformed */
export async function readWeightFiles(network: NetworkName, folder: string): Promise<WeightFiles> {
  const manifestPath = join(folder, manifestName(network));
  try {
    const manifest = await readFile(manifestPath);
    return await readShards(folder, manifest, JSON.parse(manifest.toString('utf8')) as WeightGroup[]);
  } catch (error) {
    throw new Error(`Cannot read the weights ${manifestPath}: ${reasonOf(error)}`, { cause: error });
  }
}

/** @param manifest the file that lists the groups; it counts in the hash */
export async function readShards(
  folder: string,
  manifest: Buffer,
  layouts: readonly WeightGroup[],
): Promise<WeightFiles> {
  const hash = createHash('sha256').update(manifest);
  const groups: WeightFiles['groups'] = [];
  for (const layout of layouts) {
    const shards = await Promise.all(layout.paths.map((path) => readFile(join(folder, path))));
    const bytes = Buffer.concat(shards);
    hash.update(bytes);
    groups.push({ layout, bytes });
  }
  return { folder, sha256: hash.digest('hex'), groups };
}

/**
 * Decodes TensorFlow.js's weight format: float32, or uint8/uint16 quantised as q · scale + min.
 * @throws Error that names the folder, when the shards do not fit the manifest
 */
export function decodeWeights({ folder, groups }: WeightFiles): NetworkWeights {
  const tensors = new Map<string, WeightTensor>();
  try {
    for (const { layout, bytes } of groups) readGroup(layout, bytes, tensors);
  } catch (error) {
    throw new Error(`Cannot read the weights in ${folder}: ${reasonOf(error)}`, { cause: error });
  }
  return { folder, tensors };
}

/** The tensor of that name and rank. @throws Error when the weights are of another network */
export function tensorOf(weights: NetworkWeights, name: string, rank: number): WeightTensor {
  const tensor = weights.tensors.get(name);
  if (tensor?.shape.length !== rank) {
    throw new Error(`The weights in ${weights.folder} have no tensor "${name}" of rank ${rank}`);
  }
  return tensor;
}

function manifestName(network: NetworkName): string {
  return `${WEIGHT_FILES[network]}-weights_manifest.json`;
}

function readGroup(group: WeightGroup, bytes: Buffer, tensors: Map<string, WeightTensor>): void {
  let offset = 0;
  for (const { name, shape, dtype, quantization } of group.weights) {
    const size = shape.reduce((product, side) => product * side, 1);
    const stored = quantization?.dtype ?? dtype;
    const { width, read } = storedNumbers(stored, bytes);
    if (offset + size * width > bytes.length) throw new Error(`the shard ends within "${name}"`);
    const { scale, min } = quantization ?? { scale: 1, min: 0 };
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) data[i] = read(offset + i * width) * scale + min;
    tensors.set(name, { shape, data });
    offset += size * width;
  }
  if (offset !== bytes.length) throw new Error(`the shard has ${bytes.length} bytes instead of ${offset}`);
}

function storedNumbers(dtype: string, bytes: Buffer): { width: number; read: (offset: number) => number } {
  switch (dtype) {
    case 'float32':
      return { width: 4, read: (offset) => bytes.readFloatLE(offset) };
    case 'int32':
      return { width: 4, read: (offset) => bytes.readInt32LE(offset) };
    case 'uint16':
      return { width: 2, read: (offset) => bytes.readUInt16LE(offset) };
    case 'uint8':
      return { width: 1, read: (offset) => bytes.readUInt8(offset) };
    default:
      throw new Error(`unknown number format "${dtype}"`);
  }
}
