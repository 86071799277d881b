import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../src/faces/embedding/photo-analysis.js';

const PHOTOGRAPHS = [1, 2, 3, 4, 5, 6].map((n) => `sample${n}.jpg`);
const WIDTH = 1920;
const HEIGHT = 1280;
/** Shares of the portrait's height that the face takes, the first at which it is alone: a selfie's. */
const FACE_SHARES = [0.35, 0.45, 0.55, 0.65];

/**
 * The package's photographs are of groups. Each is cropped to its largest face that can be had alone, at the size of a
 * phone's picture, so that the whole path runs: decoding, detector, landmarks, recognition of the chip and its mirror.
 */
export async function makePortraits(
  groups: readonly Uint8Array[],
  boxesOf: (photo: Uint8Array) => Promise<Box[]>,
): Promise<Uint8Array[]> {
  const portraits: Uint8Array[] = [];
  for (const photo of groups) portraits.push(await portraitOf(photo, boxesOf));
  return portraits;
}

/** The package's photographs, of two to six people each. */
export function readGroups(): Promise<Buffer[]> {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
    'demo',
  );
  return Promise.all(PHOTOGRAPHS.map((name) => readFile(join(folder, name))));
}

async function portraitOf(
  photo: Uint8Array,
  boxesOf: (photo: Uint8Array) => Promise<Box[]>,
): Promise<Uint8Array> {
  const faces = (await boxesOf(photo)).sort((a, b) => b.width * b.height - a.width * a.height);
  for (const [share, face] of FACE_SHARES.flatMap((share) => faces.map((face) => [share, face] as const))) {
    const portrait = await cropTo(photo, face, share);
    if ((await boxesOf(portrait)).length === 1) return portrait;
  }
  throw new Error('No face of a photograph can be had alone');
}

async function cropTo(photo: Uint8Array, face: Box, share: number): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const cropHeight = Math.min(Math.round(face.height / share), height, Math.floor((width * HEIGHT) / WIDTH));
  const cropWidth = Math.floor((cropHeight * WIDTH) / HEIGHT);
  const within = (centre: number, size: number, limit: number): number =>
    Math.round(Math.min(Math.max(centre - size / 2, 0), limit - size));
  return sharp(photo)
    .extract({
      left: within(face.x + face.width / 2, cropWidth, width),
      top: within(face.y + face.height / 2, cropHeight, height),
      width: cropWidth,
      height: cropHeight,
    })
    .resize(WIDTH, HEIGHT)
    .jpeg({ quality: 90 })
    .toBuffer();
}
