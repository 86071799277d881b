import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { eventually } from '../support/eventually.js';
import { type Setting, Visit } from './setting.js';

const OTHERS = {
  fr: 'Autres répliques',
  en: 'Other replicas',
  es: 'Otras réplicas',
} satisfies Record<Locale, string>;

/** Two replicas of one database: whom one enrols the other lists and deletes, and each one's page for operators tells of both. */
export function replicas(otherAddress: string) {
  return async (browser: Browser, address: string, setting: Setting): Promise<void> => {
    const name = `june-${setting.language}`;
    const one = await Visit.open(browser, address, setting);
    const other = await Visit.open(browser, otherAddress, setting);
    await one.console.enterAs(name);
    await one.console.upload(await portraitOf(SAMPLE_FACES.june));
    await one.console.listed(name);
    await one.console.page.locator('#session-end').click();

    for (const visit of [one, other]) {
      await visit.console.enterAs('boss', 'admin');
      await visit.console.listed(name);
      await tellsOfBoth(visit, OTHERS[setting.language]);
      await visit.look(visit === one ? 'w-replica' : 'w-other-replica');
      await visit.console.page.locator('#operator-toggle').click();
    }
    await other.console.askToDelete(name);
    await other.console.confirmDeletion(name);
    await eventually(async () => {
      await one.console.page.locator('#people-refresh').click();
      return (await one.console.people()).length === 0;
    });
    for (const visit of [one, other]) await visit.end();
  };
}

/** The page shows what it was told when it was opened; a replica says its first word soon after its start. */
async function tellsOfBoth({ console: { page } }: Visit, others: string): Promise<void> {
  const toggle = page.locator('#operator-toggle');
  const rows = page.getByRole('table', { name: others }).locator('tbody tr');
  await eventually(async () => {
    if (await page.locator('#operator').isVisible()) await toggle.click();
    await toggle.click();
    await page.locator('.panel', { hasText: '/ml/health' }).waitFor();
    return (await rows.count()) === 1;
  });
  const [host = '', version = ''] = await rows.locator('td').allInnerTexts();
  assert.notEqual(host, '', 'where the other runs');
  assert.match(version, /^\d+\.\d+\.\d+/, 'what it runs');
}
