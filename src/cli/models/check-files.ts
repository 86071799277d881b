import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CatalogueEntry } from './catalogue.js';

/** @throws Error naming the first file that is missing, damaged or another one */
export async function checkFiles(folder: string, { files }: Pick<CatalogueEntry, 'files'>): Promise<void> {
  for (const { file, sha256 } of files) await checkFile(join(folder, file), sha256);
}

/** @throws Error when the file is missing, damaged or another one */
export async function checkFile(path: string, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new Error(`${path} has sha256 ${found}, but ${sha256} was expected: it is damaged or another file`);
  }
}
