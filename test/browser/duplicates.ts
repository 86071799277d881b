import type { Browser } from 'playwright-core';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

const ONE_PERSON = ['grace-at-work', 'grace-at-home'];

/** Two ids of one person are found in the background, and shown to admins, who delete one. */
export async function duplicates(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  const photo = await portraitOf(SAMPLE_FACES.grace);
  for (const name of ONE_PERSON) {
    await console.enterAs(name);
    await console.offer(photo);
    await page.locator('#consent[open] [value=agree]').click();
    await console.answer();
    await console.listed(name);
    await page.locator('#session-end').click();
  }
  await console.enterAs('boss', 'admin');
  await page.locator('#operator-toggle').click();
  const pair = page.locator('#operator tr', { hasText: ONE_PERSON[0] ?? '' });
  await pair.filter({ hasText: ONE_PERSON[1] ?? '' }).waitFor();
  await visit.look('u-duplicates');
  await page.locator('#operator-toggle').click();
  for (const name of ONE_PERSON) {
    await console.askToDelete(name);
    await console.confirmDeletion(name);
  }
  await visit.end();
}
