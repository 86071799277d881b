import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES = 12;

export type Film = 'near' | 'far' | 'dark';

/** The films that stories are told before, as files of this folder. */
export async function filmsIn(folder: string): Promise<Record<Film, string>> {
  const ada = await portraitOf(SAMPLE_FACES.ada);
  const films = {
    near: join(folder, 'near.mjpeg'),
    far: join(folder, 'far.mjpeg'),
    dark: join(folder, 'dark.mjpeg'),
  };
  await filmPerson(ada, films.near);
  await filmPerson(ada, films.far, 0.26);
  await filmPerson(await sharp(ada).linear(0.03, 0).toBuffer(), films.dark);
  return films;
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
