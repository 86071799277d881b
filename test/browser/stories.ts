import type { Browser } from 'playwright-core';
import { comparison, scheme } from './conveniences.js';
import type { Film } from './fake-camera.js';
import { firstVisit } from './first-visit.js';
import { guided } from './guided.js';
import { autoShutter, inTheDark, tooFarAway } from './guidance.js';
import { languages } from './languages.js';
import { mishaps } from './mishaps.js';
import { oneAtATime } from './one-at-a-time.js';
import { operator } from './operator.js';
import { refusals } from './refusals.js';
import type { Setting } from './setting.js';
import { EVERY_SIZE, everySize, FORCED, forcedColours } from './sizes.js';
import { tokens } from './tokens.js';
import { uploads } from './uploads.js';

export type Story = (browser: Browser, address: string, setting: Setting) => Promise<void>;

const EVERY_SETTING: readonly Setting[] = [
  { size: 'desktop', language: 'fr', scheme: 'light' },
  { size: 'desktop', language: 'en', scheme: 'dark' },
  { size: 'phone', language: 'fr', scheme: 'dark' },
  { size: 'phone', language: 'en', scheme: 'light' },
  { size: 'desktop', language: 'en', scheme: 'light' },
  { size: 'phone', language: 'fr', scheme: 'light' },
  { size: 'desktop', language: 'es', scheme: 'dark' },
  { size: 'phone', language: 'es', scheme: 'light' },
];
/** Each size, language and scheme at least once; all triples of them would show nothing new. */
export const MIXED = [...EVERY_SETTING.slice(0, 3), ...EVERY_SETTING.slice(-1)];
/** Each language once. */
export const SPOKEN: readonly Setting[] = [
  { size: 'phone-390', language: 'fr', scheme: 'light' },
  { size: 'desktop', language: 'en', scheme: 'dark' },
  { size: 'phone', language: 'es', scheme: 'light' },
];

/** What is told before which camera, in which settings; `npm run test:browser -- TITLE…` tells these alone. */
export const STORIES: readonly {
  title: string;
  story: Story;
  settings: readonly Setting[];
  film?: Film;
}[] = [
  { title: 'first-visit', story: firstVisit, settings: MIXED, film: 'near' },
  { title: 'sizes', story: everySize, settings: EVERY_SIZE, film: 'near' },
  { title: 'forced-colours', story: forcedColours, settings: FORCED, film: 'near' },
  { title: 'one-at-a-time', story: oneAtATime, settings: MIXED.slice(1, 3), film: 'near' },
  { title: 'auto-shutter', story: autoShutter, settings: SPOKEN.slice(0, 2), film: 'near' },
  { title: 'guided', story: guided, settings: SPOKEN, film: 'turning' },
  { title: 'too-far', story: tooFarAway, settings: SPOKEN, film: 'far' },
  { title: 'dark', story: inTheDark, settings: SPOKEN, film: 'dark' },
  { title: 'mishaps', story: mishaps, settings: MIXED },
  { title: 'tokens', story: tokens, settings: SPOKEN },
  { title: 'refusals', story: refusals, settings: SPOKEN },
  { title: 'languages', story: languages, settings: SPOKEN },
  { title: 'comparison', story: comparison, settings: SPOKEN },
  { title: 'scheme', story: scheme, settings: MIXED.slice(1, 3) },
  { title: 'operator', story: operator, settings: SPOKEN },
  { title: 'uploads', story: uploads, settings: SPOKEN.slice(0, 1) },
];
