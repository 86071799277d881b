import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';

const FOLDER = join(packageRoot, '..', 'shared', 'images');
const isHere = existsSync(FOLDER);

/** For tests with the hostile files beside the repository: skipped, with the reason printed, where there are none. */
export function describeSharedImages(name: string, tests: (folders: string[]) => void): void {
  if (!isHere) console.log('skipped: ../shared/images is not here');
  const entries = isHere ? readdirSync(FOLDER, { withFileTypes: true }) : [];
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  (isHere ? describe : describe.skip)(name, () => tests(folders));
}

/** The files of one of the folders, by name. */
export function* sharedImages(folder: string): Generator<[string, Buffer]> {
  for (const file of readdirSync(join(FOLDER, folder)))
    yield [file, readFileSync(join(FOLDER, folder, file))];
}
