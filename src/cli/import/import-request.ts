import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const IMPORT_USAGE = `Usage: npm run import -- FOLDER|ENCODINGS.json [options]

FOLDER has one sub-folder for each person, named by the user's id, with photographs in it.
ENCODINGS.json is an export of this service or of Python's face_recognition (docs/migrating.md).

  --report FILE   write the report as JSON
  --again         forget what an earlier run of the same import has done`;

export interface ImportRequest {
  source: string;
  kind: 'folder' | 'encodings';
  report: string | undefined;
  again: boolean;
}

/** @throws Error with a sentence for the person at the keyboard */
export function importRequest(args: string[]): ImportRequest {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { report: { type: 'string' }, again: { type: 'boolean', default: false } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error('Name exactly one FOLDER or ENCODINGS.json');
  const source = resolve(path);
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats === undefined) throw new Error(`${source} does not exist`);
  return { source, kind: stats.isDirectory() ? 'folder' : 'encodings', ...values, report: values.report };
}
