import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** Of a service that asks before it enrols, and enrols one face under two ids with a warning. */
export const CONSENT_SETTINGS = { CONSENT_VERSION: '2026-11', DUPLICATE_POLICY: 'warn' };

const WORDS = {
  fr: {
    asked: /version 2026-11/,
    refused: /rien n’est enregistré/,
    enrolled: /Visage enregistré/,
    warning: /déjà enregistré/,
  },
  en: {
    asked: /version 2026-11/,
    refused: /nothing is enrolled/,
    enrolled: /Face enrolled/,
    warning: /already enrolled/,
  },
  es: {
    asked: /versión 2026-11/,
    refused: /no se registra nada/,
    enrolled: /Cara registrada/,
    warning: /ya está registrada/,
  },
} satisfies Record<Locale, object>;

/** Nothing is enrolled before the person has agreed; what the service warns of is shown. */
export async function consent(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const [one, other] = [`kim-${setting.language}`, `kim-again-${setting.language}`];
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  const photo = await portraitOf(SAMPLE_FACES.kim);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
  });
  const enrol = async (answer: 'agree' | 'refuse') => {
    sent.length = 0;
    await console.offer(photo);
    await page.locator('#consent[open]').getByText(words.asked).waitFor();
    if (answer === 'refuse') await visit.look('u-consent');
    await page.locator(`#consent [value=${answer}]`).click();
    return console.answer();
  };
  await console.enterAs(one);
  assert.match(await enrol('refuse'), words.refused, 'refused');
  assert.deepEqual(await console.people(), [], 'nothing is enrolled');
  assert.deepEqual(sent, [], 'nor sent');
  assert.match(await enrol('agree'), words.enrolled, 'agreed');
  await page.locator('#session-end').click();

  await console.enterAs(other);
  const warned = await enrol('agree');
  assert.match(warned, words.enrolled, 'enrolled all the same');
  assert.match(warned, words.warning, 'with a warning');
  await visit.look('u-warning');
  await console.askToDelete(other);
  await console.confirmDeletion(other);
  await page.locator('#session-end').click();
  await console.enterAs(one);
  await console.askToDelete(one);
  await console.confirmDeletion(one);
  await visit.end();
}
