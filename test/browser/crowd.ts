import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { packageRoot } from '../../src/config/package-root.js';
import { type Setting, Visit } from './setting.js';

const CROWD = 1_230;
const PAGE = 100;

/** Enrols a crowd by the import of an export; its encodings resemble nobody. The service must not be running. */
export async function importCrowd(folder: string, env: Record<string, string>): Promise<void> {
  const file = join(folder, 'crowd.json');
  const people = Array.from({ length: CROWD }, (_, index) => [
    `employee-${String(index + 1).padStart(4, '0')}`,
    Array.from({ length: 128 }, (_, i) => 0.12 * Math.sin((index + 1) * (i + 1) * 0.7)),
  ]);
  await writeFile(file, JSON.stringify(Object.fromEntries(people)));
  await promisify(execFile)(process.execPath, [join(packageRoot, 'bin', 'twoinone.js'), 'import', file], {
    env: { ...process.env, ...env },
  });
}

/** An administrator pages through more people than one answer holds. */
export async function crowd(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  await console.enterAs('boss', 'admin');
  await console.listed('employee-0001');
  assert.equal(await console.peopleCount(), CROWD, 'the total');
  assert.equal((await console.people()).length, PAGE, 'the first page');
  await visit.look('j-crowd');
  let listed = PAGE;
  while (await console.canShowMore) {
    const before = listed;
    listed = await console.showMorePeople();
    assert.equal(listed, Math.min(before + PAGE, CROWD), 'one page more');
  }
  assert.equal(listed, CROWD, 'everybody');
  assert.equal(new Set(await console.people()).size, CROWD, 'nobody twice');
  await visit.end();
}
