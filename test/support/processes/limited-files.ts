import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { accountOf, childrenOf } from './processes.js';

/** The write-ahead log is written in files of this size, which must stay writable. */
export const WAL_SEGMENT_BYTES = 16 * 1024 * 1024;
/** Not a whole page: the server writes a part of it, which is what it calls a full disk. */
const PART_OF_A_PAGE_BYTES = 4096;

/**
 * PostgreSQL treats a limit on the size of its files like a full disk. Only its own account may set it. The server first:
 * who is born after that inherits it.
 *
 * @param pid of the server @param bytes the size of the largest file, which then cannot grow; null: all may grow
 */
export function limitFiles(pid: number, bytes: number | null): void {
  const account = accountOf(pid);
  const size = bytes === null ? 'unlimited' : `${bytes + PART_OF_A_PAGE_BYTES}`;
  const limit = (member: number) =>
    execFileSync('prlimit', ['--pid', `${member}`, `--fsize=${size}:`], account);
  limit(pid);
  for (const member of childrenOf(pid)) {
    try {
      limit(member);
    } catch (error) {
      // A vacuum that ended in the meantime needs no limit.
      if (existsSync(`/proc/${member}`)) throw error;
    }
  }
}
