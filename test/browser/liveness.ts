import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Locale } from '../../src/common/locales.js';
import type { Pictures } from '../support/liveness/liveness-visitor.js';
import { type Setting, Visit } from './setting.js';
import { installTurningCamera } from './turning-camera.js';

/** What the person must read. */
const WORDS = {
  fr: { enrolled: 'Visage enregistré avec succès.', recognised: 'Visage reconnu.' },
  en: { enrolled: 'Face enrolled.', recognised: 'Face recognised.' },
  es: { enrolled: 'Cara registrada correctamente.', recognised: 'Cara reconocida.' },
} satisfies Record<Locale, object>;

/** What it says of a movement that never came. */
const TOO_LATE = {
  fr: /n’a pas été vu à temps[^]*Réessayer/,
  en: /not seen in time[^]*Try again/,
  es: /no se vio a tiempo[^]*Reintentar/,
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
      await console.page.locator('#own-status').getByText('3').waitFor();
    }
    // Hers is the only head: nobody else may be enrolled with it.
    await console.askToDelete(name);
    await console.confirmDeletion(name);
    await visit.end();
  };
}

/** A photograph before the camera looks straight for ever; to choose one instead is not offered. */
export async function stillPhotograph(browser: Browser, address: string, setting: Setting): Promise<void> {
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  await console.enterAs('still');
  await console.choose('identify');
  assert.equal(await console.page.locator('#file-button').isVisible(), false, 'no photo is asked for');
  await console.startLiveness();
  const answer = await console.livenessAnswer();
  assert.match(answer, TOO_LATE[setting.language], 'a still photograph');
  await visit.look('liveness-still');
  await visit.end();
}
