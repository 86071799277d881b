import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { type Locale, LOCALES } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** Named in the issue: whose face, whose expiry, what more photos are good for, how to leave. */
const WORDS = {
  fr: {
    more: /rendent la reconnaissance plus fiable/,
    verify: /uniquement à votre visage/,
    expiry: /administrateur · le jeton expire/,
    leave: 'Se déconnecter',
  },
  en: {
    more: /make recognition more reliable/,
    verify: /with your face only/,
    expiry: /administrator · token expires/,
    leave: 'Sign out',
  },
  es: {
    more: /hacen más fiable el reconocimiento/,
    verify: /únicamente con su cara/,
    expiry: /administrador · el token caduca/,
    leave: 'Cerrar sesión',
  },
} satisfies Record<Locale, object>;

/**
 * The whole console while its language changes again and again: everything is said in the one that is chosen, nothing of the last
 * one stays. What a person does in one language alone every other story looks at.
 */
export async function languages(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting, { guided: true });
  const { console } = visit;
  const { page } = console;
  const spoken = async (step: string, says?: keyof (typeof WORDS)['fr']) => {
    for (const language of LOCALES) {
      await console.switchLanguage(language);
      if (says !== undefined) await page.getByText(WORDS[language][says]).waitFor();
      await visit.speaksItsLanguage(step);
    }
  };
  await spoken('signed out');
  await othersAreForeign(visit);
  await page.locator('#mint-form button').click();
  await visit.speaksItsLanguage('no name');
  await console.pasteToken('password');
  await visit.speaksItsLanguage('no token');
  await spoken('a form that is open');

  await console.enterAs('boss', 'admin');
  await spoken('signed in', 'expiry');
  await spoken('how to leave', 'leave');
  await spoken('three photos', 'more');
  await console.choose('verify');
  await spoken('verify', 'verify');
  for (const task of ['identify', 'compare'] as const) {
    await console.choose(task);
    await spoken(task);
  }
  await console.startMissingCamera();
  await spoken('no camera');
  for (let scheme = 0; scheme < 3; scheme += 1) {
    await page.locator('#scheme').click();
    await visit.speaksItsLanguage('colours');
  }
  await console.offer(await portraitOf(SAMPLE_FACES.ada));
  await page.locator('#series [data-state=taken]').waitFor();
  await spoken('one of two photos');
  await page.locator('#people-search').fill('nobody-of-this-name');
  await spoken('nobody found');
  await page.locator('#operator-toggle').click();
  await page.locator('#operator canvas').first().waitFor();
  await spoken('operator');
  await visit.end();
}

/** What is judged so could fail: of the page in one language much is not of another. */
async function othersAreForeign({ console }: Visit): Promise<void> {
  const language = await console.language;
  for (const other of LOCALES.filter((each) => each !== language)) {
    assert.ok((await console.foreignTexts(other)).length > 10, `${language} is not ${other}`);
  }
}
