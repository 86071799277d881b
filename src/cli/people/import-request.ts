import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { STANDARD_STREAM } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';

export interface ImportRequest {
  /** An absolute path, or `-` for stdin. */
  source: string;
  kind: 'folder' | 'encodings';
  /** Forget what an earlier run has done. */
  again: boolean;
}

/** @throws UsageError when there is no such folder or file */
export function importRequest(path: string, again: boolean): ImportRequest {
  if (path === STANDARD_STREAM) return { source: path, kind: 'encodings', again };
  const source = resolve(path);
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats === undefined) throw new UsageError(`${source} does not exist`);
  return { source, kind: stats.isDirectory() ? 'folder' : 'encodings', again };
}
