import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { reasonOf } from '../../../src/common/reason-of.js';
import { DebianDownloads } from './debian-downloads.js';

const KEPT = join(packageRoot, '.cache', 'tests', 'promtool');

/** Prometheus' promtool: the machine's, else Debian's, which is unpacked into `.cache` without being installed. */
export function findPromtool(): { path: string } | { missing: string } {
  if (spawnSync('promtool', ['--version']).error === undefined) return { path: 'promtool' };
  try {
    if (!existsSync(KEPT)) fetchPromtool();
    return { path: KEPT };
  } catch (error) {
    return {
      missing: `no promtool here, and Debian's package prometheus cannot be fetched: ${reasonOf(error)}`,
    };
  }
}

function fetchPromtool(): void {
  const work = mkdtempSync(join(tmpdir(), 'twoinone-promtool-'));
  const draft = `${KEPT}.${process.pid}`;
  try {
    const root = new DebianDownloads(work, 'stable').unpackBinary('prometheus');
    mkdirSync(join(KEPT, '..'), { recursive: true });
    cpSync(join(root, 'usr', 'bin', 'promtool'), draft);
    renameSync(draft, KEPT);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
