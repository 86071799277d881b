import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Several databases of some 50 MB, and their logs. A container engine gives 64 MB unless asked for more. */
const ROOMY_BYTES = 2 * 1024 ** 3;

/**
 * A new folder for a test's database: in memory where there is enough of it, since a thousand files are made and removed for
 * each, and a disk answers slowly while the machine is busy. It outlives killed processes as a folder on disk does.
 */
export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), prefix));
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ROOMY_BYTES;
}
