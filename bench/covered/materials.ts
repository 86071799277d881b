import sharp from 'sharp';
import type { Point } from '../../src/faces/embedding/photo-analysis.js';
import { FaceFrame } from './face-frame.js';
import type { Colour } from './svg.js';

/** A face whose landmarks are known. */
export interface Found {
  /** The 68 points of the iBUG 300-W layout, in pixels of the photograph. */
  landmarks: readonly Point[];
}

/** What a photograph has that others' covers can be made of, and its own light. */
export interface Materials {
  /** Mean colour of the cheeks. */
  skin: Colour;
  /** A piece of a stranger's clothes or background, as a data URI. */
  cloth: string;
  /** A piece of a stranger's cheek. */
  cheek: string;
}

/** Side of a piece in pixels of the photograph, for an LFW photograph of 250 px. */
const PIECE = 48;

/** A piece of the photograph's lower corner: mostly clothes. */
export async function clothOf(photo: Buffer, random: () => number): Promise<string> {
  const { width, height } = await sharp(photo).metadata();
  const side = Math.min(PIECE, width, height);
  const left =
    random() < 0.5 ? Math.floor(random() * (width / 3)) : Math.floor(width - side - random() * (width / 3));
  return piece(photo, {
    left: Math.max(left, 0),
    top: Math.floor(height - side * (1 + 0.5 * random())),
    width: side,
    height: side,
  });
}

export async function cheekOf(photo: Buffer, face: Found): Promise<string> {
  return piece(photo, await cheekRegion(photo, face));
}

export async function skinOf(photo: Buffer, face: Found): Promise<Colour> {
  const { channels } = await sharp(
    await sharp(photo)
      .removeAlpha()
      .toColourspace('srgb')
      .extract(await cheekRegion(photo, face))
      .png()
      .toBuffer(),
  ).stats();
  const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
  return [red, green, blue];
}

async function cheekRegion(photo: Buffer, { landmarks }: Found) {
  const { width, height } = await sharp(photo).metadata();
  const frame = new FaceFrame(landmarks);
  const side = Math.max(Math.round(0.3 * frame.unit), 4);
  const { x, y } = frame.at(-0.45, 0.55);
  const inside = (value: number, size: number) =>
    Math.min(Math.max(Math.round(value - side / 2), 0), size - side);
  return { left: inside(x, width), top: inside(y, height), width: side, height: side };
}

async function piece(
  photo: Buffer,
  region: { left: number; top: number; width: number; height: number },
): Promise<string> {
  const png = await sharp(photo).removeAlpha().extract(region).resize(96, 96).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
