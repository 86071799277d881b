import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Goes up with every change to the graphs that the same weights give; `graph-version.spec.ts` notices. */
export const BUILDER_VERSION = 6;

/** The cache's folder for one graph. @param key everything that its content depends on, besides this program's version */
export function cacheEntry(cachePath: string, network: string, key: readonly string[]): string {
  const digest = createHash('sha256')
    .update([BUILDER_VERSION, ...key].join('\n'))
    .digest('hex');
  return join(cachePath, `${network}-${digest.slice(0, 24)}`);
}

/**
 * Fills a folder of the cache. Processes may race: each fills a folder of its own and renames it, the first one stays, and
 * no one ever reads half of one.
 * @returns false where nothing can be written
 */
export async function fillEntry(entry: string, fill: (folder: string) => Promise<void>): Promise<boolean> {
  const draft = `${entry}.${randomUUID()}.tmp`;
  const discard = () => rm(draft, { recursive: true, force: true }).catch(() => undefined);
  try {
    await mkdir(draft, { recursive: true });
    await fill(draft);
  } catch {
    await discard();
    return false;
  }
  await rename(draft, entry).catch(discard);
  return true;
}
