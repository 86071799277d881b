import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** Nothing is done twice, and nothing of before stays: a photo, a name, an answer. */
export async function oneAtATime(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  const enrolments: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/ml/enroll-face')) enrolments.push(request.url());
  });
  const picture = () => page.locator('#stage').getAttribute('data-state');

  await console.enterAs('once');
  await page.locator('#camera-toggle').dblclick();
  await page.locator('#stage[data-state=camera]').waitFor();
  await page.locator('#stage[data-ready=true]').waitFor();
  await page.locator('#shoot').dblclick();
  await console.answer();
  await console.listed('once');
  assert.equal(enrolments.length, 1, 'a double click enrols once');

  await console.choose('verify');
  assert.equal(await page.locator('#answer').isVisible(), false, 'the answer after a change of task');
  assert.equal(await picture(), 'empty', 'the photo after a change of task');

  await console.upload(await portraitOf(SAMPLE_FACES.ada));
  await console.drawn();
  assert.equal(
    await page.locator('#camera-toggle').innerText(),
    await startCameraText(visit),
    'one “new photo”',
  );
  await console.askToDelete('once');
  await console.confirmDeletion('once');
  await console.answer();
  assert.equal(await picture(), 'empty', 'the photo after the deletion');
  assert.equal(await page.locator('#still').getAttribute('src'), null, 'nothing of it is left');

  await console.upload(await portraitOf(SAMPLE_FACES.ada));
  await page.locator('#session-end').click();
  assert.equal(await picture(), 'empty', 'the photo after signing out');
  assert.equal(await page.locator('#answer').isVisible(), false, 'the answer after signing out');
  assert.equal(await page.evaluate('document.activeElement?.id'), 'mint-name', 'the focus after signing out');
  await visit.end([404]);
}

/** What the button says where no photo is shown: the answer alone offers the next photo. */
async function startCameraText(visit: Visit): Promise<string> {
  const { page } = visit.console;
  const texts = await page.locator('#answer .actions button').allInnerTexts();
  const text = await page.locator('#camera-toggle').innerText();
  assert.ok(!texts.includes(text), `“${text}” is offered twice`);
  return text;
}
