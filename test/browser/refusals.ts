import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { eventually } from '../support/eventually.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: { duplicate: /déjà enregistré[^]*Une autre photo n’y changera rien/, wait: /dans \d+\ssecondes/ },
  en: { duplicate: /already enrolled[^]*Another photo will not change that/, wait: /in \d+\sseconds/ },
  es: { duplicate: /ya está registrada[^]*Otra foto no cambiará nada/, wait: /dentro de \d+\ssegundos/ },
} satisfies Record<Locale, object>;

/** What better light cannot mend. */
const LIGHT = /lumi|éclair|light|luz/i;
/** Failed verifications until the service asks for a pause. */
const FREE_FAILURES = 5;

/** A face that is enrolled already, and a pause after failed verifications: what really helps, and how long it takes. */
export async function refusals(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const flora = await portraitOf(SAMPLE_FACES.flora);
  const [first, second] = [`flora-${setting.language}`, `double-${setting.language}`];

  await console.enterAs(first);
  await console.upload(flora);
  await console.listed(first);
  await console.page.locator('#session-end').click();
  await console.enterAs(second);
  const refused = await console.upload(flora);
  assert.match(refused, words.duplicate, 'a face that is enrolled under another id');
  assert.doesNotMatch(refused, LIGHT, 'no advice on light');
  await visit.look('r-duplicate');
  await console.page.locator('#session-end').click();

  await console.enterAs(first);
  await console.choose('verify');
  const stranger = await portraitOf(SAMPLE_FACES.dina);
  for (let failed = 0; failed < FREE_FAILURES; failed += 1) await console.upload(stranger);
  const locked = await console.upload(stranger);
  assert.match(locked, words.wait, 'how long to wait');
  const again = console.page.locator('#answer .actions button').first();
  assert.equal(await again.isDisabled(), true, 'a try that would be refused');
  const before = await secondsLeft(visit);
  await eventually(async () => {
    assert.ok((await secondsLeft(visit)) < before, 'the seconds count down');
  });
  await visit.look('r-wait');
  await console.askToDelete(first);
  await console.confirmDeletion(first);
  await visit.end([409, 429]);
}

async function secondsLeft(visit: Visit): Promise<number> {
  return Number(/\d+/.exec(await visit.console.page.locator('.countdown').innerText())?.[0]);
}
