import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { mintToken } from '../../src/auth/mint-token.js';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** Of the service that the stories are told to. */
export const SECRET = 'browser-stories-sign-with-this-7f3a9c51d2';

const WORDS = {
  fr: { missing: /Vous n’êtes pas connecté/, expired: /Ce jeton a expiré/ },
  en: { missing: /You are not signed in/, expired: /This token has expired/ },
  es: { missing: /No ha iniciado sesión/, expired: /Este token ha caducado/ },
} satisfies Record<Locale, object>;

const HOUR_MS = 3_600_000;

/** No token, and one that has ended, are told apart: here, and where only the service's clock knows it. */
export async function tokens(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const photo = await portraitOf(SAMPLE_FACES.flora);
  const ended = await mintToken({ sub: 'ada', ttlS: -60 }, SECRET);
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  assert.match(await console.upload(photo), words.missing, 'without a token');
  await visit.look('t-no-token');

  await console.pasteToken(ended);
  assert.match(await console.page.locator('#session-error').innerText(), words.expired, 'where it is pasted');
  await console.page.clock.install({ time: Date.now() - HOUR_MS });
  await console.pasteToken(ended);
  await console.page.locator('#session-active').waitFor();
  assert.match(await console.upload(photo), words.expired, 'by the service’s clock');
  await visit.end([401]);
}
