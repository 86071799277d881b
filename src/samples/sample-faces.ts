import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { packageRoot } from '../config/package-root.js';

/** A face in one of the photographs that come with @vladmandic/face-api; the box is in pixels of that photograph. */
export interface SampleFace {
  name: string;
  photo: number;
  box: { left: number; top: number; width: number; height: number };
}

const face = (
  name: string,
  photo: number,
  left: number,
  top: number,
  width: number,
  height: number,
): SampleFace => ({
  name,
  photo,
  box: { left, top, width, height },
});

/** The faces that look at the camera; the names are invented. */
export const SAMPLE_FACES = {
  ada: face('ada', 3, 585, 329, 199, 271),
  bea: face('bea', 3, 1075, 215, 220, 299),
  cleo: face('cleo', 3, 1514, 292, 170, 280),
  dina: face('dina', 6, 250, 468, 210, 291),
  edith: face('edith', 6, 681, 321, 160, 307),
  flora: face('flora', 6, 1180, 305, 188, 280),
  grace: face('grace', 6, 1487, 263, 212, 296),
  hana: face('hana', 5, 1113, 198, 158, 236),
  iris: face('iris', 5, 1406, 390, 165, 271),
  june: face('june', 5, 787, 109, 156, 212),
  kim: face('kim', 5, 598, 415, 166, 249),
  lena: face('lena', 4, 664, 53, 187, 258),
} as const satisfies Record<string, SampleFace>;

const demoFolder = join(
  dirname(createRequire(join(packageRoot, 'package.json')).resolve('@vladmandic/face-api/package.json')),
  'demo',
);

/** Path of photograph 1 to 6; each shows three to five people. */
export function samplePhoto(photo: number): string {
  return join(demoFolder, `sample${photo}.jpg`);
}

/** Room around the box, as shares of its width and height: enough for a portrait, too little for the neighbour. */
const MARGIN_X = 0.5;
const MARGIN_Y = 0.45;

/** The face as a portrait of its own. */
export async function portraitOf({ photo, box }: SampleFace): Promise<Buffer> {
  const image = sharp(await readFile(samplePhoto(photo)));
  const { width, height } = await image.metadata();
  const left = Math.max(0, Math.round(box.left - MARGIN_X * box.width));
  const top = Math.max(0, Math.round(box.top - MARGIN_Y * box.height));
  return image
    .extract({
      left,
      top,
      width: Math.min(Math.round(box.width * (1 + 2 * MARGIN_X)), width - left),
      height: Math.min(Math.round(box.height * (1 + 2 * MARGIN_Y)), height - top),
    })
    .jpeg({ quality: 92 })
    .toBuffer();
}
