import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { decodeWeights, type NetworkName, type NetworkWeights, readWeightFiles } from '../weights.js';
import { cacheEntry, fillEntry } from './graph-cache.js';
import { openSession, type Ort, PREPARED_GRAPH } from './onnx-session.js';
import { isSameAnswer, probe } from './probe.js';
import { processorOf } from './processor.js';

/** What the graph answered to the probe before it was saved, float32. */
const ANSWER = 'answer.bin';

export interface GraphSource {
  network: NetworkName;
  /** Folder of face-api's weight files. */
  folder: string;
  /** What the graph depends on besides the weights. */
  options: string;
  build: (weights: NetworkWeights) => Uint8Array;
}

/** A session on a graph made from face-api's weights, through the cache. */
export async function openGraph(
  ort: Ort,
  cachePath: string,
  { network, folder, options, build }: GraphSource,
): Promise<InferenceSession> {
  const files = await readWeightFiles(network, folder);
  return openCached(ort, cachePath, {
    name: network,
    key: `${files.sha256} ${options}`,
    build: () => build(decodeWeights(files)),
  });
}

export interface CachedSource {
  /** What the folder's name begins with. */
  name: string;
  /** Everything that the graph depends on. */
  key: string;
  build: () => Uint8Array | Promise<Uint8Array>;
}

/**
 * A session on a graph. What the runtime makes of it for this processor is kept in the cache: later starts take a fifth of the
 * time, and the processes share the weights' memory. Without a cache that can be written it is prepared at each start.
 */
export async function openCached(
  ort: Ort,
  cachePath: string,
  { name, key, build }: CachedSource,
): Promise<InferenceSession> {
  const entry = cacheEntry(cachePath, name, [ort.env.versions.node ?? '', await processorOf(), key]);
  const prepared = await openPrepared(ort, entry);
  if (prepared) return prepared;
  const graph = await build();
  const isKept = await fillEntry(entry, (folder) => prepare(ort, graph, folder));
  return (isKept && (await openPrepared(ort, entry))) || openSession(ort, graph);
}

async function prepare(ort: Ort, graph: Uint8Array, folder: string): Promise<void> {
  const session = await openSession(ort, graph, { saveTo: folder });
  const answer = await probe(ort, session);
  await session.release();
  await writeFile(join(folder, ANSWER), answer);
}

/**
 * Proven before it is used, since what a power cut left half written, or another processor laid out, may open and answer
 * anything. @returns null when there is none, or none that can be trusted, which is then removed
 */
async function openPrepared(ort: Ort, entry: string): Promise<InferenceSession | null> {
  if (!existsSync(entry)) return null;
  try {
    const session = await openSession(ort, join(entry, PREPARED_GRAPH), 'done');
    const expected = await readFile(join(entry, ANSWER));
    const answer = await probe(ort, session);
    if (isSameAnswer(answer, new Float32Array(Uint8Array.from(expected).buffer))) return session;
    await session.release();
  } catch {
    // Told apart from a wrong answer by nobody: either way it is made anew.
  }
  await rm(entry, { recursive: true, force: true }).catch(() => undefined);
  return null;
}
