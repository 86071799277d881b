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
  await walks(visit);
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

/** From row to row by keys; Tab goes on to what a row offers. */
async function walks({ console: { page } }: Visit): Promise<void> {
  const at = () =>
    page.evaluate<number>(
      `[...document.querySelectorAll('#people li')].findIndex((row) => row.contains(document.activeElement))`,
    );
  await page.locator('#people').focus();
  const walked: number[] = [];
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'ArrowUp', 'Home', 'Tab']) {
    await page.keyboard.press(key);
    walked.push(await at());
  }
  assert.deepEqual(walked, [0, 1, 0, PAGE - 1, PAGE - 2, 0, 0], 'the row that has the focus');
  assert.equal(await page.evaluate('document.activeElement?.localName'), 'button', 'what the row offers');
}
