import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json: the same whether this file runs from `src` (tests) or from `dist/src`. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** Where the compiled sources are; forked processes always run these, since Node cannot run TypeScript sources. */
export const compiledSources = join(packageRoot, 'dist', 'src');

function findPackageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package.json above ${from}`);
  }
}
