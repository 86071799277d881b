import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import { CONDITIONS, rephotograph } from '../../src/samples/rephotograph.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { eventually } from '../support/eventually.js';
import { type Setting, Visit } from './setting.js';

const WORDS = {
  fr: { same: /montrent la même personne/, different: /ne montrent pas la même personne/ },
  en: { same: /show the same person/, different: /do not show the same person/ },
  es: { same: /muestran a la misma persona/, different: /no muestran a la misma persona/ },
} satisfies Record<Locale, object>;

/** Two photos compared, one after the other or chosen together, and the same request as a command. */
export async function comparison(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  const ada = await portraitOf(SAMPLE_FACES.ada);
  await console.enterAs('ada');
  await console.choose('compare');
  await page.locator('#file').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: ada });
  await page.locator('#series [data-state=next]').nth(0).waitFor();
  await page.locator('#series [data-state=taken]').waitFor();
  assert.equal(await page.locator('#answer').isVisible(), false, 'one photo is no comparison');
  await visit.look('m-one-of-two');
  assert.match(await console.upload(await rephotograph(ada, CONDITIONS[0])), words.same);
  await console.drawn();
  await visit.look('m-compared');

  await page.locator('#answer .curl summary').click();
  await page.locator('#answer .curl button').click();
  const command = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.equal(command, await page.locator('.command').innerText(), 'what is copied');
  assert.match(
    command,
    /^curl -X POST '\S+\/ml\/compare-faces' .*-F file_a=@photo1.jpg -F file_b=@photo2.jpg$/,
  );
  assert.doesNotMatch(command, /eyJ/, 'no token');

  await page.locator('#answer .actions button').first().click();
  await console.choose('identify');
  await console.choose('compare');
  const two = await console.upload(ada, await portraitOf(SAMPLE_FACES.dina));
  assert.match(two, words.different);
  await visit.end();
}

/** The page's own colours, chosen against the system's, and kept. */
export async function scheme(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const { page } = console;
  const paper = () => console.style('html', 'background-color');
  const system = await paper();
  const papers = new Set<string>();
  for (let press = 0; press < 3; press += 1) {
    await page.locator('#scheme').click();
    papers.add(await paper());
  }
  assert.equal(papers.size, 2, 'light and dark');
  assert.equal(await paper(), system, 'and back to the system’s');
  await page.emulateMedia({ colorScheme: setting.scheme === 'dark' ? 'light' : 'dark' });
  await eventually(async () => {
    assert.notEqual(await paper(), system, 'which is followed as it changes');
  });
  await page.emulateMedia({ colorScheme: setting.scheme });

  const opposite = setting.scheme === 'dark' ? 1 : 2;
  for (let press = 0; press < opposite; press += 1) await page.locator('#scheme').click();
  const chosen = await paper();
  assert.notEqual(chosen, system, 'a choice against the system');
  await page.reload();
  await page.locator('#mint-form').waitFor();
  assert.equal(await paper(), chosen, 'it is kept');
  await visit.look('o-scheme');

  const manifest = await page.evaluate<{ icons: { src: string }[]; display: string }>(
    `fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())`,
  );
  assert.equal(manifest.display, 'standalone');
  for (const { src } of manifest.icons) {
    assert.equal((await page.request.get(new URL(src, page.url()).href)).status(), 200, src);
  }
  await visit.end();
}
