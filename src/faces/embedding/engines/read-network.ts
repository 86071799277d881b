import type { NetworkFile } from '../models/recognition-model.js';
import { type GraphModelFiles, readGraphModel } from './graph-model.js';
import { restorePRelu } from './restore-prelu.js';

/** A graph model as the engines run it. @throws Error naming the file, when it cannot be read or repaired */
export async function readNetwork({
  path,
  repair,
}: Pick<NetworkFile, 'path' | 'repair'>): Promise<GraphModelFiles> {
  const files = await readGraphModel(path);
  return repair === 'prelu' ? restorePRelu(files) : files;
}
