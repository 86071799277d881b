import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import type { Pictures } from '../support/liveness-visitor.js';
import { type Setting, Visit } from './setting.js';
import { installTurningCamera } from './turning-camera.js';

/** What the person must read. */
const WORDS = {
  fr: { enrolled: 'Visage enregistré avec succès.', recognised: 'Visage reconnu.' },
  en: { enrolled: 'Face enrolled.', recognised: 'Face recognised.' },
  es: { enrolled: 'Cara registrada correctamente.', recognised: 'Cara reconocida.' },
} satisfies Record<Locale, object>;

/** What it says when a movement, the way back or the whole session took too long. */
const TOO_LATE = {
  fr: /à temps|est écoulé/,
  en: /in time|is over/,
  es: /a tiempo|ha terminado/,
} satisfies Record<Locale, RegExp>;

/** A head that turns as it is asked to is enrolled and recognised. */
export function turningHead(pictures: Pictures) {
  return async (browser: Browser, address: string, setting: Setting): Promise<void> => {
    const words = WORDS[setting.language];
    const visit = await Visit.open(browser, address, setting, {
      prepare: (context) => installTurningCamera(context, pictures),
    });
    const { console } = visit;
    const name = `ada-${setting.size}-${setting.language}`;
    await console.enterAs(name, 'admin');
    for (const [task, expected] of [
      ['enroll', words.enrolled],
      ['verify', words.recognised],
    ] as const) {
      await console.choose(task);
      await console.startLiveness();
      // Given up afterwards: axe-core keeps the page from sending what the camera sees.
      await visit.look(`liveness-${task}`);
      await console.giveUpLiveness();
      await console.startLiveness();
      const answer = await console.livenessAnswer();
      assert.ok(answer.includes(expected), `${task} by a liveness session: ${answer}`);
    }
    // Hers is the only head: nobody else may be enrolled with it.
    await console.askToDelete(name);
    await console.confirmDeletion(name);
    await visit.end();
  };
}

/** A photograph before the camera looks straight for ever. */
export async function stillPhotograph(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  await console.enterAs('still');
  await console.choose('identify');
  await console.startLiveness();
  const answer = await console.livenessAnswer();
  assert.ok(TOO_LATE[setting.language].test(answer), `a still photograph: ${answer}`);
  await visit.look('liveness-still');
  await visit.end();
}
