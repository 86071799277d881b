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
    ...everyName(readable).map((folder) => `--allow-fs-read=${join(folder, '*')}`),
    ...everyName(readableFiles).map((file) => `--allow-fs-read=${file}`),
    ...everyName(writable).map((folder) => `--allow-fs-write=${join(folder, '*')}`),
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ];
}

/**
 * The model compares names: what is reached through a link needs the link's name as well as its target's. Each name
 * once, since Node 20 aborts on a repeated one.
 */
function everyName(paths: string[]): string[] {
  return [...new Set(paths.flatMap((path) => [path, realPath(path)]))];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
