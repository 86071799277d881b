import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { reasonOf } from '../../../src/common/reason-of.js';

const DEBIAN_ROOT = '/usr/lib/postgresql';

/**
 * Folder of `initdb` and `postgres`: Debian's newest version, else what is on PATH, else – as root on Debian – installed now.
 * @returns the folder, or why there is none
 */
export function findPostgresBinaries(): { folder: string } | { missing: string } {
  const found = search();
  if (found !== null) return { folder: found };
  if (!isRoot() || !existsSync('/usr/bin/apt-get')) {
    return { missing: 'no PostgreSQL server binaries here, and only root on Debian can install them' };
  }
  try {
    aptInstall(['postgresql']);
  } catch (error) {
    return { missing: `apt-get install postgresql failed: ${reasonOf(error)}` };
  }
  const installed = search();
  return installed === null ? { missing: 'apt-get installed no PostgreSQL' } : { folder: installed };
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root; Debian's package brings the account. */
export function serverAccount(): { uid: number; gid: number } | null {
  if (!isRoot()) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export function aptInstall(packages: readonly string[]): void {
  const options = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
}

function search(): string | null {
  const debian = existsSync(DEBIAN_ROOT)
    ? readdirSync(DEBIAN_ROOT)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(DEBIAN_ROOT, version, 'bin'))
    : [];
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return [...debian, ...path].find((folder) => isServerFolder(folder)) ?? null;
}

function isServerFolder(folder: string): boolean {
  return ['initdb', 'postgres'].every((name) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
