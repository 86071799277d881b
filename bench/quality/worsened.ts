import sharp, { type Sharp } from 'sharp';
import type { AnalyzedFace, Box } from '../../src/faces/embedding/photo-analysis.js';
import { gaussian, seededRandom } from '../../test/support/people/synthetic-people.js';

/** A way to make a photograph worse, wherever its face is. */
export interface WholeWorsening {
  name: string;
  apply(photo: Buffer): Promise<Buffer>;
}

/** @param face where the photograph's face was before */
export interface Worsening {
  name: string;
  apply(photo: Buffer, face: AnalyzedFace): Promise<Buffer>;
}

const MIDDLE_GREY = 127;
const NOISE_SEED = 5;

const jpeg = (image: Sharp): Promise<Buffer> => image.jpeg({ quality: 90 }).toBuffer();

const resized = (share: number): WholeWorsening => ({
  name: `${share} × the size`,
  async apply(photo) {
    const { width } = await sharp(photo).metadata();
    return jpeg(sharp(photo).resize({ width: Math.round(width * share) }));
  },
});

const blurred = (sigma: number): WholeWorsening => ({
  name: `blurred, σ = ${sigma} px`,
  apply: (photo) => jpeg(sharp(photo).blur(sigma)),
});

/** As if the camera moved by so many pixels while the photograph was taken. */
const shaken = (pixels: number): WholeWorsening => ({
  name: `shaken sideways by ${pixels} px`,
  apply: (photo) => {
    const line = (weight: number) => Array<number>(pixels).fill(weight);
    const kernel = [...line(0), ...line(1), ...line(0)];
    return jpeg(sharp(photo).convolve({ width: pixels, height: 3, kernel, scale: pixels }));
  },
});

const lit = (share: number): WholeWorsening => ({
  name: `${share} × the light`,
  apply: (photo) => jpeg(sharp(photo).linear(share, 0)),
});

const flattened = (share: number): WholeWorsening => ({
  name: `${share} × the contrast`,
  apply: (photo) => jpeg(sharp(photo).linear(share, MIDDLE_GREY * (1 - share))),
});

const noisy = (sigma: number): WholeWorsening => ({
  name: `noise, σ = ${sigma}`,
  async apply(photo) {
    const { data, info } = await sharp(photo).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const noise = gaussian(seededRandom(NOISE_SEED));
    const pixels = Uint8ClampedArray.from(data, (value) => value + sigma * noise());
    return jpeg(sharp(pixels, { raw: { width: info.width, height: info.height, channels: 3 } }));
  },
});

async function cropped(photo: Buffer, box: Box): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const left = Math.max(Math.round(box.x), 0);
  const top = Math.max(Math.round(box.y), 0);
  const right = Math.min(Math.round(box.x + box.width), width);
  const bottom = Math.min(Math.round(box.y + box.height), height);
  return jpeg(sharp(photo).extract({ left, top, width: right - left, height: bottom - top }));
}

/** @param share of the box's width */
const sideCutOff = (share: number): Worsening => ({
  name: `${share} of a side cut off`,
  apply: (photo, { box }) =>
    cropped(photo, { x: box.x + share * box.width, y: 0, width: Infinity, height: Infinity }),
});

/** @param share of the box's height */
const chinCutOff = (share: number): Worsening => ({
  name: `${share} of the chin cut off`,
  apply: (photo, { box }) =>
    cropped(photo, { x: 0, y: 0, width: Infinity, height: box.y + (1 - share) * box.height }),
});

/** @param degrees clockwise; grey where nothing was */
export const turned = (degrees: number): WholeWorsening => ({
  name: `turned by ${degrees}°`,
  apply: (photo) =>
    jpeg(sharp(photo).rotate(degrees, { background: { r: MIDDLE_GREY, g: MIDDLE_GREY, b: MIDDLE_GREY } })),
});

/** What ordinary cameras do to some photographs. */
export const MISHAPS: readonly WholeWorsening[] = [
  resized(0.5),
  shaken(9),
  lit(0.3),
  lit(2),
  flattened(0.3),
  noisy(30),
  turned(30),
];

export const WORSENINGS: readonly Worsening[] = [
  { name: 'unchanged', apply: (photo) => Promise.resolve(photo) },
  ...[0.5, 0.4, 0.32, 0.25, 0.2].map(resized),
  ...[2, 3, 4].map(blurred),
  ...[9, 13, 17].map(shaken),
  ...[0.3, 0.14, 0.07, 2, 3].map(lit),
  ...[0.3, 0.12].map(flattened),
  ...[0.2, 0.3, 0.4].map(sideCutOff),
  ...[0.1, 0.2, 0.3].map(chinCutOff),
  noisy(30),
  turned(180),
];

/** Cut out along the detector's box and a margin, a share of its sides. */
export const CROPS: readonly Worsening[] = [0.3, 0.2, 0.1, 0.05, 0, -0.05, -0.1].map((margin) => ({
  name: `cut out, margin ${Math.round(100 * margin)} %`,
  apply: (photo, { box: { x, y, width, height } }) =>
    cropped(photo, {
      x: x - margin * width,
      y: y - margin * height,
      width: width * (1 + 2 * margin),
      height: height * (1 + 2 * margin),
    }),
}));
