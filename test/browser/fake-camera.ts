import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { mintToken } from '../../src/auth/mint-token.js';
import type { PhotoAnalysis } from '../../src/faces/embedding/photo-analysis.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { TurningHead } from '../support/liveness/turning-head.js';
import { SECRET } from './tokens.js';

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES = 12;

export type Film = 'near' | 'far' | 'dark' | 'turning';

/** Degrees from how bea looks in the portrait, which is some to the right: ahead, to the left, to the right. */
const TURNS = [8, 31, -5];
/** Frames of each, at the 30 a second that Chromium plays: long enough for two looks of a busy machine. */
const TURN_FRAMES = 240;

/**
 * The films that stories are told before, as files of this folder.
 * @param url of a service, which finds the face that is to turn
 */
export async function filmsIn(folder: string, url: string): Promise<Record<Film, string>> {
  const ada = await portraitOf(SAMPLE_FACES.ada);
  const films = {
    near: join(folder, 'near.mjpeg'),
    far: join(folder, 'far.mjpeg'),
    dark: join(folder, 'dark.mjpeg'),
    turning: join(folder, 'turning.mjpeg'),
  };
  await filmPerson(ada, films.near);
  await filmPerson(ada, films.far, 0.26);
  await filmPerson(await sharp(ada).linear(0.03, 0).toBuffer(), films.dark);
  await filmTurning(await portraitOf(SAMPLE_FACES.bea), films.turning, url);
  return films;
}

/** A picture that never changes. */
export async function filmStill(picture: Buffer, file: string): Promise<void> {
  await writeFile(file, Buffer.concat(Array<Buffer>(FRAMES).fill(picture)));
}

/** A person who looks at the camera, then a little to the left, then a little to the right. */
async function filmTurning(portrait: Buffer, file: string, url: string): Promise<void> {
  const token = await mintToken({ sub: 'film', ttlS: 600 }, SECRET);
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(portrait)]), 'photo.jpg');
  const answer = await fetch(`${url}/ml/analyze-face`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  const { faces, subject } = (await answer.json()) as Pick<PhotoAnalysis, 'faces' | 'subject'>;
  const head = await TurningHead.of(portrait, faces[subject ?? 0]?.landmarks ?? []);
  const poses = await Promise.all(TURNS.map((yaw) => head.frame({ yaw, pitch: 0 })));
  await writeFile(file, Buffer.concat(poses.flatMap((pose) => Array<Buffer>(TURN_FRAMES).fill(pose))));
}

/**
 * Writes a short film of a person before the camera: MJPEG is nothing but JPEG files one after the other.
 * @param size height of the portrait as a share of the picture's
 */
async function filmPerson(portrait: Buffer, file: string, size = 0.94): Promise<void> {
  const person = await sharp(portrait)
    .resize({ height: Math.round(HEIGHT * size) })
    .toBuffer();
  const { width = 0, height = 0 } = await sharp(person).metadata();
  // Upside down and blurred: colours of a room, and no second face.
  const room = await sharp(portrait).flip().resize(WIDTH, HEIGHT, { fit: 'cover' }).blur(90).toBuffer();
  const frames = Array.from({ length: FRAMES }, (_, index) =>
    sharp(room)
      .composite([
        {
          input: person,
          left: Math.round((WIDTH - width) / 2) + Math.round(4 * Math.sin((index * 2 * Math.PI) / FRAMES)),
          top: Math.round((HEIGHT - height) / 2),
        },
      ])
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
  await writeFile(file, Buffer.concat(await Promise.all(frames)));
}
