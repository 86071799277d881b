import sharp, { type Raw, type Sharp } from 'sharp';
import type { Cover } from './cover.js';
import { FaceFrame } from './face-frame.js';
import type { Found, Materials } from './materials.js';
import { Surfaces } from './svg.js';

/** Pixels a side of the coarsest and the finest spots of a tile of grain, and of the tile. */
const SPOTS = [16, 8, 4, 2, 1];
const TILE = 64;

/**
 * The photograph with its face covered, then taken by another camera: blurred, noisy, lit and compressed anew.
 * @param cover null: the camera alone
 * @returns a JPEG
 */
export async function rendered(
  photo: Buffer,
  face: Found,
  cover: Cover | null,
  materials: Materials,
  random: () => number,
): Promise<Buffer> {
  const plain = await pixelsOf(sharp(photo).toColourspace('srgb').removeAlpha());
  if (!cover) return taken(plain, random);
  const between = (low: number, high: number) => low + (high - low) * random();
  const frame = new FaceFrame(face.landmarks);
  const surfaces = new Surfaces(random, frame.unit, await grainTile(random));
  const drawing = cover.draw({ face: frame, surfaces, materials, random, between });
  const { width, height } = plain.info;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`;
  sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
  const layer = await sharp(Buffer.from(svg)).blur(between(0.3, 1.1)).png({ compressionLevel: 1 }).toBuffer();
  const composed = imageOf(plain).composite([{ input: layer }]);
  return taken(await pixelsOf(composed), random);
}

interface Pixels {
  data: Buffer;
  info: Raw;
}

const pixelsOf = (image: Sharp): Promise<Pixels> => image.raw().toBuffer({ resolveWithObject: true });
const imageOf = ({ data, info: { width, height, channels } }: Pixels) =>
  sharp(data, { raw: { width, height, channels } });

/** Noise of all sizes, as clouds and cloth have it. */
async function grainTile(random: () => number): Promise<string> {
  const alpha = new Float32Array(TILE * TILE);
  for (const size of SPOTS) {
    const side = TILE / size;
    const spots = Float32Array.from({ length: side * side }, () => random() - 0.5);
    const weight = Math.sqrt(size) * (0.3 + random());
    for (let i = 0; i < alpha.length; i++)
      alpha[i] =
        (alpha[i] ?? 0) +
        weight * (spots[Math.floor(i / TILE / size) * side + Math.floor((i % TILE) / size)] ?? 0);
  }
  const pixels = Uint8ClampedArray.from({ length: alpha.length * 4 }, (_, i) =>
    i % 4 === 3 ? 60 + 40 * (alpha[i >> 2] ?? 0) : 0,
  );
  const png = await sharp(pixels, { raw: { width: TILE, height: TILE, channels: 4 } })
    .blur(1.2)
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

async function taken(pixels: Pixels, random: () => number): Promise<Buffer> {
  const noise = random() < 0.4 ? 20 * random() : 0;
  // The sum of three is nearly normal, and ten times as fast.
  const noisy = () => noise * (random() + random() + random() - 1.5);
  const data =
    noise > 0
      ? Buffer.from(Uint8ClampedArray.from(pixels.data, (value) => value + noisy()).buffer)
      : pixels.data;
  let image = imageOf({ ...pixels, data }).removeAlpha();
  if (random() < 0.3) image = image.blur(0.4 + 1.2 * random());
  if (random() < 0.1) image = image.greyscale();
  else if (random() < 0.3) {
    const light = 0.7 + 0.5 * random();
    image = image.linear([light * (0.9 + 0.2 * random()), light, light * (0.9 + 0.2 * random())], [0, 0, 0]);
  }
  return image.jpeg({ quality: Math.round(60 + 35 * random()) }).toBuffer();
}
