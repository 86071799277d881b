import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: { enrolled: /Visage enregistré avec succès[^]*gardés\s+[23]\b/, own: /enregistrées de vous\s: [23]/ },
  en: { enrolled: /Face enrolled[^]*kept\s+[23]\b/, own: /enrolled of you: [23]/ },
  es: { enrolled: /Cara registrada correctamente[^]*guardadas\s+[23]\b/, own: /registradas de usted: [23]/ },
} satisfies Record<Locale, object>;

/** One enrolment in three photos, front, left and right, taken as the head turns and sent together; then what is enrolled of oneself. */
export async function guided(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const name = `bea-${setting.language}`;
  const visit = await Visit.open(browser, address, setting, { autoShutter: true, guided: true });
  const { console } = visit;
  const { page } = console;
  const enrolments: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/ml/enroll-face')) enrolments.push(request.url());
  });
  await console.enterAs(name);
  assert.equal(await page.locator('#series li').count(), 3, 'three photos are asked for');
  await page.locator('#camera-toggle').click();
  await page.locator('#series [data-state=taken]').nth(0).waitFor();
  await visit.look('q-first-of-three');
  await page.locator('#series [data-state=taken]').nth(2).waitFor();
  assert.match(await console.answer(), words.enrolled, 'enrolled by three photos');
  assert.equal(enrolments.length, 1, 'in one request');
  await page.locator('#own-status').getByText(words.own).waitFor();
  await visit.look('q-guided');
  await console.askToDelete(name);
  await console.confirmDeletion(name);
  await visit.end();
}
