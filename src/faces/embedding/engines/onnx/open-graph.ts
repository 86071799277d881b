import { rm } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import { decodeWeights, type NetworkName, type NetworkWeights, readWeightFiles } from '../weights.js';
import { cachedGraph } from './graph-cache.js';
import { openSession, type Ort } from './onnx-session.js';

export interface GraphSource {
  network: NetworkName;
  /** Folder of face-api's weight files. */
  folder: string;
  /** What the graph depends on besides the weights. */
  options: string;
  build: (weights: NetworkWeights) => Uint8Array;
}

/** A session on a graph made from face-api's weights, through the cache. */
export async function openGraph(ort: Ort, cachePath: string, source: GraphSource): Promise<InferenceSession> {
  const files = await readWeightFiles(source.network, source.folder);
  return openCached(ort, cachePath, {
    name: source.network,
    key: `${files.sha256} ${source.options}`,
    build: () => source.build(decodeWeights(files)),
  });
}

export interface CachedSource {
  /** What the file's name begins with. */
  name: string;
  /** Everything that the graph depends on. */
  key: string;
  build: () => Uint8Array | Promise<Uint8Array>;
}

/** A session on a graph that is built when the cache does not hold it. */
export async function openCached(
  ort: Ort,
  cachePath: string,
  { name, key, build }: CachedSource,
): Promise<InferenceSession> {
  const cached = (): Promise<string | Uint8Array> => cachedGraph(cachePath, name, key, build);
  const graph = await cached();
  try {
    return await openSession(ort, graph);
  } catch (error) {
    if (typeof graph !== 'string') throw error;
    // A file that a power cut emptied must not stop every later start.
    await rm(graph, { force: true });
    return openSession(ort, await cached());
  }
}
