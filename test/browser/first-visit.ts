import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { type Locale, LOCALES } from '../../src/common/locales.js';
import { CONDITIONS, rephotograph } from '../../src/samples/rephotograph.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** What faces are drawn in. */
const DRAWN = { good: [91, 227, 177], warn: [255, 196, 92], bad: [255, 157, 150] };

/** What the person must read at each step. */
const WORDS = {
  fr: {
    ready: 'Parfait, ne bougez plus.',
    enrolled: 'Visage enregistré avec succès.',
    recognised: 'Visage reconnu.',
    unknown: 'Visage non reconnu.',
    deleted: 'Enregistrement supprimé.',
    kept: /Gabarits numériques gardés/,
    notKept: /ne les conserve pas[^]*gabarit numérique/,
    confidence: 'Confiance',
    next: 'Et maintenant',
  },
  en: {
    ready: 'Perfect, hold still.',
    enrolled: 'Face enrolled.',
    recognised: 'Face recognised.',
    unknown: 'Face not recognised.',
    deleted: 'Enrolment deleted.',
    kept: /Numeric templates kept/,
    notKept: /does not keep them[^]*numeric template/,
    confidence: 'Confidence',
    next: 'What next',
  },
  es: {
    ready: 'Perfecto, no se mueva.',
    enrolled: 'Cara registrada correctamente.',
    recognised: 'Cara reconocida.',
    unknown: 'Cara no reconocida.',
    deleted: 'Registro eliminado.',
    kept: /Plantillas numéricas guardadas/,
    notKept: /no las conserva[^]*plantilla numérica/,
    confidence: 'Confianza',
    next: '¿Y ahora',
  },
} satisfies Record<Locale, object>;

/** One person, from the empty console to their deletion. @throws AssertionError with what was not as it must be */
export async function firstVisit(browser: Browser, address: string, setting: Setting): Promise<void> {
  const { language } = setting;
  const words = WORDS[language];
  const name = 'ada';
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;

  assert.equal(await console.language, language, 'the browser’s language');
  assert.match(await console.page.locator('body').innerText(), words.notKept, 'what is kept, and what not');
  await visit.look('1-welcome');
  await console.enterAs(name);

  await console.startCamera(words.ready);
  await visit.look('2-guidance');
  const enrolled = await console.shoot();
  assert.match(enrolled, new RegExp(`${words.enrolled}[^]*${words.next}`), 'enrolment by camera');
  await console.listed(name);
  assert.match(enrolled, words.kept, 'what is kept');
  await console.drawn();
  await isDrawnIn(console.page, 'good');
  await visit.look('3-enrolled');

  await console.choose('identify');
  const again = await rephotograph(await portraitOf(SAMPLE_FACES.ada), CONDITIONS[0]);
  const recognised = await console.upload(again);
  assert.match(
    recognised,
    new RegExp(`${words.recognised}[^]*${words.confidence}[^]*${name}`),
    'verification by upload',
  );
  await console.drawn();
  await isDrawnIn(console.page, 'good');
  await visit.look('4-recognised');
  await console.choose('verify');
  const stranger = await console.upload(await portraitOf(SAMPLE_FACES.dina));
  assert.match(stranger, new RegExp(words.unknown), 'a stranger');
  await console.drawn();
  await isDrawnIn(console.page, 'bad');
  await visit.look('5-stranger');

  for (const other of [...LOCALES.filter((each) => each !== language), language]) {
    await console.switchLanguage(other);
    assert.equal(await console.language, other, 'the switch');
  }

  await console.askToDelete(name);
  await visit.look('6-delete');
  await console.confirmDeletion(name);
  assert.match(await console.answer(), new RegExp(words.deleted), 'deletion');
  assert.deepEqual(await console.people(), [], 'the list after the deletion');
  await visit.look('7-deleted');
  await visit.end();
}

/** Beside a green answer the face is drawn in green, beside another one not. */
async function isDrawnIn(page: Page, tone: 'good' | 'bad'): Promise<void> {
  const counts = await page.evaluate<Record<string, number>>(`(() => {
    const canvas = document.querySelector('#overlay');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = ${JSON.stringify(DRAWN)};
    const counts = { good: 0, warn: 0, bad: 0 };
    for (let at = 0; at < data.length; at += 4)
      for (const [name, rgb] of Object.entries(colours))
        if (data[at + 3] === 255 && rgb.every((value, i) => Math.abs(value - data[at + i]) < 3)) counts[name] += 1;
    return counts;
  })()`);
  const seen = Object.keys(counts).filter((name) => (counts[name] ?? 0) > 0);
  assert.deepEqual(seen, [tone], 'the colour of the face');
}
