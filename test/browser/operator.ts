import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: {
    activity: /Activité/,
    thresholds: /Seuils/,
    locks: /bloquées/,
    audit: /Journal/,
    unlock: 'Débloquer',
    replica: /réplique/,
  },
  en: {
    activity: /Activity/,
    thresholds: /thresholds/,
    locks: /Locked/,
    audit: /Audit/,
    unlock: 'Unlock',
    replica: /replica/,
  },
  es: {
    activity: /Actividad/,
    thresholds: /Umbrales/,
    locks: /bloqueadas/,
    audit: /Registro de/,
    unlock: 'Desbloquear',
    replica: /réplica/,
  },
} satisfies Record<Locale, object>;

const FREE_FAILURES = 5;

/** What an admin sees of the service: figures, limits that can be moved, locks to open, entries to find and to save; users do not. */
export async function operator(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const user = `hana-${setting.language}`;
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  await console.enterAs(user);
  assert.equal(await page.locator('#operator-toggle').isVisible(), false, 'not for users');
  await console.upload(await portraitOf(SAMPLE_FACES.hana));
  await console.choose('verify');
  const stranger = await portraitOf(SAMPLE_FACES.iris);
  for (let failed = 0; failed < FREE_FAILURES; failed += 1) await console.upload(stranger);
  await page.locator('#session-end').click();

  await console.enterAs('boss', 'admin');
  await page.locator('#people-search').fill(user.slice(1, -1).toUpperCase());
  await page.locator('#people .muted').first().waitFor();
  assert.deepEqual(await console.people().then((names) => names.length), 1, 'found by a part of the id');
  await page
    .locator('#people li')
    .first()
    .focus()
    .catch(() => undefined);
  await visit.look('p-people');

  await page.locator('#operator-toggle').click();
  const panel = (title: RegExp) => page.locator('.panel', { has: page.locator('h2', { hasText: title }) });
  await panel(words.activity).locator('canvas').waitFor();
  await movesLimit(page, panel(words.thresholds).locator('.slider'));
  await panel(words.replica).locator('tr', { hasText: '/ml/verify-face' }).waitFor();

  const entries = panel(words.audit).locator('tbody tr');
  await entries.first().waitFor();
  await panel(words.audit).locator('[name=outcome]').fill('NO_MATCH');
  await panel(words.audit).locator('[name=subject]').fill(user);
  await panel(words.audit).locator('.primary').click();
  await entries.nth(FREE_FAILURES).waitFor({ state: 'detached' });
  assert.equal(await entries.count(), FREE_FAILURES, 'entries by filter');
  const download = page.waitForEvent('download');
  await panel(words.audit).locator('.secondary').click();
  const saved = await readFile(await (await download).path(), 'utf8');
  assert.equal(saved.trim().split('\r\n').length, 1 + FREE_FAILURES, 'the same entries as a file');
  await visit.look('p-operator');

  const lock = panel(words.locks).locator('tr', { hasText: user });
  await lock.getByText(words.unlock).click();
  await lock.waitFor({ state: 'detached' });

  await page.locator('#operator-toggle').click();
  await console.askToDelete(user);
  await console.confirmDeletion(user);
  await visit.end([429]);
}

/** A laxer limit lets more strangers pass, and so does a larger gallery. */
async function movesLimit(page: Page, sliders: ReturnType<Page['locator']>): Promise<void> {
  const fpir = async () => (await page.locator('.reading dd').nth(3).innerText()).trim();
  const seen = [await fpir()];
  for (const index of [0, 1]) {
    await sliders.nth(index).press('End');
    seen.push(await fpir());
    if (index === 0) await sliders.nth(index).press('Home');
    seen.push(await fpir());
  }
  assert.ok(new Set(seen).size >= 3, `the rates follow the sliders: ${seen.join(', ')}`);
}
