import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import type { Locale } from '../../src/common/locales.js';
import { portraitOf, SAMPLE_FACES, samplePhoto } from '../../src/samples/sample-faces.js';
import { type Setting, Visit } from './setting.js';

/** What the person must read: what is wrong, and what to do about it. */
const WORDS = {
  fr: {
    noToken: /n’est pas un jeton/,
    badToken: /n’accepte pas ce jeton[^]*Demandez-en un nouveau/,
    noCamera: /Aucune caméra trouvée\. Branchez-en une/,
    noFace: /Aucun visage détecté[^]*Placez votre visage/,
    severalFaces: /Plusieurs visages détectés[^]*Une seule personne/,
    blurred: /La photo est floue[^]*Tenez l’appareil immobile/,
    dark: /Le visage est trop sombre[^]*Éclairez-le/,
    noPhoto: /Ce format n’est pas accepté[^]*JPEG/,
  },
  en: {
    noToken: /not a token/,
    badToken: /does not accept this token[^]*Ask for a new one/,
    noCamera: /No camera found\. Connect one/,
    noFace: /No face found[^]*Face the camera/,
    severalFaces: /Several faces found[^]*Only one person/,
    blurred: /The photo is blurred[^]*Hold the camera still/,
    dark: /The face is too dark[^]*Light it/,
    noPhoto: /This format is not accepted[^]*JPEG/,
  },
  es: {
    noToken: /no es un token/,
    badToken: /no acepta este token[^]*Pida uno nuevo/,
    noCamera: /No se ha encontrado ninguna cámara\. Conecte una/,
    noFace: /No se ha detectado ninguna cara[^]*Colóquese frente/,
    severalFaces: /Se han detectado varias caras[^]*En la foto debe haber una sola persona/,
    blurred: /La foto está borrosa[^]*Mantenga quieta/,
    dark: /La cara está demasiado oscura[^]*Ilumínela/,
    noPhoto: /Este formato no se acepta[^]*JPEG/,
  },
} satisfies Record<Locale, object>;

/** A token with the right shape whose signature is nobody's. */
const FORGED = [
  { alg: 'HS256', typ: 'JWT' },
  { sub: 'mallory', exp: 4_000_000_000 },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl')
  .join('.');

const photo = (image: Sharp): Promise<Buffer> => image.jpeg({ quality: 90 }).toBuffer();

/** Everything that goes wrong for people, without a camera. @throws AssertionError with what was not as it must be */
export async function mishaps(browser: Browser, address: string, setting: Setting): Promise<void> {
  const words = WORDS[setting.language];
  const visit = await Visit.open(browser, address, setting);
  const { console } = visit;
  const portrait = await portraitOf(SAMPLE_FACES.flora);

  await console.pasteToken('password');
  assert.match(await console.page.locator('#session-error').innerText(), words.noToken);
  await visit.look('a-no-token');
  await console.pasteToken(FORGED);
  assert.match(await console.upload(portrait), words.badToken);
  await visit.look('b-bad-token');
  await console.page.locator('#answer .actions button').click();

  await console.enterAs('mallory');
  assert.match(await console.startMissingCamera(), words.noCamera);
  await visit.look('c-no-camera');

  const wall = sharp({ create: { width: 800, height: 600, channels: 3, background: '#9a8f80' } });
  const refused: readonly (readonly [step: string, upload: Buffer, words: RegExp, isPhoto: boolean])[] = [
    ['d-no-face', await photo(wall), words.noFace, true],
    ['e-several-faces', await readFile(samplePhoto(3)), words.severalFaces, true],
    ['f-blurred', await photo(sharp(await portraitOf(SAMPLE_FACES.ada)).blur(7)), words.blurred, true],
    ['g-dark', await photo(sharp(portrait).linear(0.17, 0)), words.dark, true],
    ['h-no-photo', Buffer.from('%PDF-1.7'), words.noPhoto, false],
  ];
  for (const [step, upload, expected, isPhoto] of refused) {
    assert.match(await console.upload(upload), expected, step);
    if (isPhoto) await console.drawn();
    await visit.look(step);
  }
  await visit.end([400, 401, 415]);
}
