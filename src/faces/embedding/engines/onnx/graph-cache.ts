import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Goes up with every change to the graphs that the same weights give; `graph-version.spec.ts` notices. */
export const BUILDER_VERSION = 3;

/**
 * An ONNX graph from the cache folder, built there when missing. Processes may race: each writes a file of its own and
 * renames it, so that no one ever reads half of one.
 * @param key everything that the graph depends on, besides this program's version
 * @returns the file's path, or the graph itself when the folder is read-only or full
 */
export async function cachedGraph(
  cachePath: string,
  network: string,
  key: string,
  build: () => Uint8Array | Promise<Uint8Array>,
): Promise<string | Uint8Array> {
  const digest = createHash('sha256').update(`${BUILDER_VERSION} ${key}`).digest('hex').slice(0, 24);
  const file = join(cachePath, `${network}-${digest}.onnx`);
  if (existsSync(file)) return file;
  const graph = await build();
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(cachePath, { recursive: true });
    await writeFile(draft, graph);
    await rename(draft, file);
    return file;
  } catch {
    await rm(draft, { force: true }).catch(() => undefined);
    return graph;
  }
}
