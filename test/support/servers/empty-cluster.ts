import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';

const KEPT = join(packageRoot, '.cache', 'tests');
const INITDB = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];

/**
 * An empty data directory of PostgreSQL. `initdb` takes most of a second of processor time, so its result is kept and copied.
 *
 * @param binaries folder of `initdb` and `postgres`
 * @param data the directory, which does not exist yet
 * @param account who runs the server; null: whoever runs this
 */
export function makeEmptyCluster(
  binaries: string,
  data: string,
  account: { uid: number; gid: number } | null,
): void {
  const told = execFileSync(join(binaries, 'postgres'), ['--version'], { encoding: 'utf8' });
  const kept = join(KEPT, `cluster-${/[\d.]+/.exec(told)?.[0] ?? 'unknown'}`);
  if (existsSync(kept)) {
    copy(kept, data);
    return;
  }
  execFileSync(join(binaries, 'initdb'), ['-D', data, ...INITDB], {
    ...account,
    cwd: join(data, '..'),
    stdio: 'pipe',
  });
  const draft = `${kept}.${process.pid}`;
  mkdirSync(KEPT, { recursive: true });
  copy(data, draft);
  try {
    renameSync(draft, kept);
  } catch {
    // Another process was first.
    rmSync(draft, { recursive: true, force: true });
  }
}

/** With owners and modes: PostgreSQL refuses a directory that others may read. */
function copy(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to], { stdio: 'pipe' });
}
