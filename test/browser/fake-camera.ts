import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES = 12;

/** Writes a short film of a person before the camera: MJPEG is nothing but JPEG files one after the other. */
export async function filmPerson(portrait: Buffer, file: string): Promise<void> {
  const person = await sharp(portrait)
    .resize({ height: Math.round(HEIGHT * 0.94) })
    .toBuffer();
  const { width = 0, height = 0 } = await sharp(person).metadata();
  const room = await sharp(portrait).resize(WIDTH, HEIGHT, { fit: 'cover' }).blur(28).toBuffer();
  const frames = Array.from({ length: FRAMES }, (_, index) =>
    sharp(room)
      .composite([
        {
          input: person,
          left: Math.round((WIDTH - width) / 2) + Math.round(4 * Math.sin((index * 2 * Math.PI) / FRAMES)),
          top: HEIGHT - height,
        },
      ])
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
  await writeFile(file, Buffer.concat(await Promise.all(frames)));
}
