import { closeSync, fsyncSync, openSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * PGlite's own start parameters turn fsync off (-F); a power cut may then lose what was acknowledged. The log is synced by
 * fsync, since Emscripten's fdatasync never reaches the file system.
 */
export const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  // PGlite's 128 MB are all resident. A gallery's vectors, some 20 MB for 20,000 people, fit into this; the rest is read from
  // files that the system has in its cache anyway.
  '-c',
  'shared_buffers=24MB',
];

/** The part of Emscripten's Node file system that is needed here. */
interface EmscriptenNodeFs {
  stream_ops: { fsync?: (stream: EmscriptenStream) => number };
  realPath(node: unknown): string;
}

interface EmscriptenStream {
  /** Node's file descriptor; absent for a directory. */
  nfd?: number;
  node: unknown;
}

/** PGlite's file system on a directory, with the fsync that Emscripten leaves out (it answers success and does nothing). */
export class DurableNodeFS extends NodeFS {
  override async init(...[database, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options);
    const preRun = [...(emscriptenOpts.preRun ?? []), addFsync];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}

function addFsync(module: { FS: unknown }): void {
  const nodefs = (module.FS as { filesystems: { NODEFS: EmscriptenNodeFs } }).filesystems.NODEFS;
  nodefs.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd);
    else syncDirectory(nodefs.realPath(stream.node));
    return 0;
  };
}

function syncDirectory(path: string): void {
  // Windows cannot open a directory; its file systems journal the entry themselves.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
