import { realpathSync } from 'node:fs';
import { join } from 'node:path';

export interface Isolation {
  /** Folders below which the child may read. */
  readable: string[];
  /** Single files that it may read. */
  readableFiles: string[];
  /** Folders below which the child may write. */
  writable: string[];
}

const knows = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);

/**
 * Node's arguments that close a child to everything but some folders: no other file, no child process, no worker
 * thread, no inspector, no WASI, and from Node 25 on no network. Native addons stay allowed (sharp and onnxruntime are
 * addons), and native code is not bound by this model: it limits what JavaScript can be made to do, not what a
 * memory-corruption exploit can. https://nodejs.org/api/permissions.html
 */
export function isolationArguments({ readable, readableFiles, writable }: Isolation): string[] {
  // Node 20 has the model under its experimental name only.
  const model = knows('--permission') ? '--permission' : '--experimental-permission';
  return [
    model,
    '--allow-addons',
    ...readable.map((folder) => `--allow-fs-read=${join(realPath(folder), '*')}`),
    ...readableFiles.map((file) => `--allow-fs-read=${realPath(file)}`),
    ...writable.map((folder) => `--allow-fs-write=${join(realPath(folder), '*')}`),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/** The model compares real paths, so what is reached through a link is named by its target. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
