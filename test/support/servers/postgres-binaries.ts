import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { reasonOf } from '../../../src/common/reason-of.js';

const DEBIAN_ROOT = '/usr/lib/postgresql';

/**
 * Folder of `initdb` and `postgres`: Debian's newest version, else what is on PATH, else – as root on Debian – installed now.
 * @returns the folder, or why there is none
 */
export function findPostgresBinaries(): { folder: string } | { missing: string } {
  const found = search();
  if (found !== null && hasAccount()) return { folder: found };
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

/** Its programs are there before it is: another worker may be installing the package. */
function hasAccount(): boolean {
  if (!isRoot()) return true;
  try {
    return serverAccount() !== null;
  } catch {
    return false;
  }
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root; Debian's package brings the account. */
export function serverAccount(): { uid: number; gid: number } | null {
  if (!isRoot()) return null;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Waits for another worker that installs, since apt would not: on a fresh machine several specs want the same at once. */
export function aptInstall(packages: readonly string[]): void {
  const options = { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  const commands = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(' ')}`;
  execFileSync('flock', [join(tmpdir(), 'twoinone-apt.lock'), 'sh', '-c', commands], options);
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
