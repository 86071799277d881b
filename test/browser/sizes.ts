import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { type Setting, Visit } from './setting.js';

/** As Supabase makes them. */
const LONG_ID = '0f3c9a52-7b1d-4e86-9c0a-5d2f8e6b1a47';
/** CSS pixels that a face can be seen and framed in. */
const PICTURE_MIN = { width: 240, height: 260 };
const TOUCH_MIN = 24;

export const EVERY_SIZE: readonly Setting[] = [
  { size: 'phone-320', language: 'fr', scheme: 'light' },
  { size: 'phone-320', language: 'es', scheme: 'dark' },
  { size: 'phone-360', language: 'en', scheme: 'dark' },
  { size: 'phone-390', language: 'fr', scheme: 'light' },
  { size: 'phone', language: 'es', scheme: 'light' },
  { size: 'landscape', language: 'fr', scheme: 'dark' },
  { size: 'landscape', language: 'en', scheme: 'light' },
  { size: 'zoomed', language: 'es', scheme: 'light' },
];

/** Everything can be seen and reached, however small the screen: before and after signing in, with the camera and without. */
export async function everySize(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { page } = visit.console;
  await fits(page, ['#mint-name', '#mint-form button', '#task-enroll + span', '#task-verify + span']);
  await visit.look('s-signed-out');

  await visit.console.enterAs(LONG_ID);
  assert.equal(
    await page.evaluate('document.activeElement?.id'),
    'session-active',
    'the focus after signing in',
  );
  await fits(page, ['#session-name', '#session-end', '#camera-toggle', '.file-button']);
  assert.equal(await visibleEnd(page, '#session-name'), LONG_ID.slice(-8), 'the end of a long id');

  await page.locator('#camera-toggle').click();
  await page.locator('#stage[data-state=camera]').waitFor();
  const picture = await boxOf(page.locator('#stage'));
  assert.ok(
    picture.width >= PICTURE_MIN.width && picture.height >= PICTURE_MIN.height,
    `the camera’s picture is ${picture.width} by ${picture.height}`,
  );
  await page.evaluate(`document.querySelector('#stage-column').scrollIntoView({ block: 'start' })`);
  const shutter = await boxOf(page.locator('#shoot'));
  const height = page.viewportSize()?.height ?? 0;
  assert.ok(
    shutter.y + shutter.height <= height,
    `the shutter ends at ${shutter.y + shutter.height} of ${height}`,
  );
  await fits(page, ['#shoot', '#camera-toggle', '.file-button', '#stage']);
  await visit.look('s-camera');
  await visit.end();
}

/** Nothing is wider than the screen, and these lie wholly in it and are large enough for a finger. */
async function fits(page: Page, selectors: readonly string[]): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width, 'the page’s width');
  for (const selector of selectors) {
    const box = await boxOf(page.locator(selector));
    assert.ok(
      box.x >= 0 && box.x + box.width <= width,
      `${selector} lies at ${box.x} … ${box.x + box.width}`,
    );
    assert.ok(box.height >= TOUCH_MIN || selector === '#session-name', `${selector} is ${box.height} high`);
    assert.equal(await page.evaluate(isCutOff(selector)), false, `${selector} is cut off`);
  }
}

/** What stands in it is wider than itself. */
const isCutOff = (selector: string): string =>
  `((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
    (document.querySelector(${JSON.stringify(selector)}))`;

/** The part of an id that no lack of room takes away. */
async function visibleEnd(page: Page, selector: string): Promise<string> {
  const end = page.locator(`${selector} .id-end`);
  const [inner, outer] = [await boxOf(end), await boxOf(page.locator(selector))];
  assert.ok(inner.x + inner.width <= outer.x + outer.width + 1, 'the end of the id is in its box');
  return end.innerText();
}

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  assert.ok(box !== null, 'it is shown');
  return box;
}

export const FORCED: readonly Setting[] = [
  { size: 'desktop', language: 'en', scheme: 'light', forcedColours: true },
  { size: 'phone', language: 'fr', scheme: 'dark', forcedColours: true },
];

const CHOICE = { fr: 'Reconnaître', en: 'Recognise', es: 'Reconocer' } satisfies Record<Locale, string>;

/** In the few colours of a high-contrast system it is still seen what is chosen, and when the shutter is ready. */
export async function forcedColours(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  await console.enterAs('ada');
  await console.choose('identify');
  const background = (selector: string) => console.style(selector, 'background-color');
  const chosen = await background(`label:has(input:checked) span`);
  assert.equal(
    await console.page.locator('label:has(input:checked) span').innerText(),
    CHOICE[setting.language],
  );
  assert.notEqual(chosen, await background('#task-enroll + span'), 'the task that is chosen');
  assert.notEqual(
    await background('.languages [aria-pressed=true]'),
    await background('.languages [aria-pressed=false]'),
    'the language that is chosen',
  );
  const release = await console.holdGuidance();
  await console.page.locator('#camera-toggle').click();
  await console.page.locator('#stage[data-state=camera]').waitFor();
  const waiting = await background('#shoot');
  await release();
  await console.page.locator('#stage[data-ready=true]').waitFor();
  assert.notEqual(await background('#shoot'), waiting, 'a shutter that is ready');
  await visit.look('f-forced');
  await visit.end();
}
