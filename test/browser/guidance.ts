import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: { closer: /Rapprochez-vous/, find: /assez près pour le remplir/, dark: /Il fait trop sombre/ },
  en: { closer: /closer/, find: /close enough to fill it/, dark: /It is too dark/ },
  es: { closer: /Acérquese/, find: /lo bastante cerca/, dark: /Está demasiado oscuro/ },
} satisfies Record<Locale, object>;

/** Before a camera that shows somebody far away. */
export async function tooFarAway(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  await visit.console.enterAs('mallory');
  await visit.console.startCameraAndFail('distance', WORDS[setting.language].closer);
  await visit.look('i-too-far');
  await visit.end();
}

/** Before a camera in a room without light: no face is found, and the oval is not what is wrong. */
export async function inTheDark(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  await visit.console.enterAs('mallory');
  await visit.console.startCameraAndFail('light', WORDS[setting.language].dark);
  await visit.look('k-dark');
  await visit.end();
}

/** The shutter is pressed by itself once all is good, unless that is switched off; then it only looks ready. */
export async function autoShutter(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting, { autoShutter: true });
  const { console } = visit;
  const { page } = console;
  await console.enterAs('ada');
  await console.choose('identify');
  const border = () => console.style('#shoot', 'border-top-style');
  await page.locator('#camera-toggle').click();
  await page.locator('#stage[data-state=camera]').waitFor();
  await console.answer();

  const release = await console.holdGuidance();
  await page.locator('#answer .actions button').first().click();
  await page.locator('#auto-shutter').uncheck();
  assert.equal(await border(), 'dashed', 'a shutter that is not ready');
  await release();
  await page.locator('#stage[data-ready=true]').waitFor();
  assert.notEqual(await border(), 'dashed', 'a shutter that is ready');
  await visit.look('l-ready');
  assert.equal(await page.locator('#answer').isVisible(), false, 'nothing is taken with the switch off');
  await page.reload();
  await page.locator('#session-active').waitFor();
  assert.equal(await page.locator('#auto-shutter').isChecked(), false, 'the switch is remembered');
  await visit.end();
}
