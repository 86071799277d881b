import sharp from 'sharp';
import type { PhotoAnalysis, Point } from '../../src/faces/embedding/photo-analysis.js';

const SIDE = 250;
/** Where the eyes come to lie, as in LFW's aligned photographs. */
const EYES: [Point, Point] = [
  { x: 97, y: 115 },
  { x: 153, y: 115 },
];

export interface LocatedFace {
  photo: Buffer;
  analysis: PhotoAnalysis;
}

/** The pixel mean of two faces whose eyes were brought to the same places: the simplest morph, without warping. */
export async function morphOf(a: LocatedFace, b: LocatedFace): Promise<Buffer | null> {
  const [one, other] = [await aligned(a), await aligned(b)];
  if (one === null || other === null) return null;
  const mean = Buffer.from(one.map((value, index) => Math.round((value + (other[index] ?? 0)) / 2)));
  return sharp(mean, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** RGB of the upright face, `SIDE` pixels wide and high. */
async function aligned({ photo, analysis }: LocatedFace): Promise<Uint8Array | null> {
  const face = analysis.subject === null ? undefined : analysis.faces[analysis.subject];
  if (face === undefined) return null;
  // The eyes of the iBUG 300-W layout.
  const [left, right] = [centre(face.landmarks.slice(36, 42)), centre(face.landmarks.slice(42, 48))];
  const [dx, dy] = [right.x - left.x, right.y - left.y];
  const scale = (EYES[1].x - EYES[0].x) / Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx);
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const { data, info } = await sharp(photo)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const out = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const [u, v] = [(x - EYES[0].x) / scale ** 2, (y - EYES[0].y) / scale ** 2];
      const sx = left.x + cos * u - sin * v;
      const sy = left.y + sin * u + cos * v;
      for (let channel = 0; channel < 3; channel += 1) {
        out[(y * SIDE + x) * 3 + channel] = bilinear(data, info.width, info.height, sx, sy, channel);
      }
    }
  }
  return out;
}

/** Beyond the border its nearest pixel goes on. */
function bilinear(
  data: Buffer,
  width: number,
  height: number,
  x: number,
  y: number,
  channel: number,
): number {
  const [cx, cy] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
  const at = (px: number, py: number) => data[(py * width + px) * 3 + channel] ?? 0;
  const top = at(x0, y0) * (1 - (cx - x0)) + at(x1, y0) * (cx - x0);
  const bottom = at(x0, y1) * (1 - (cx - x0)) + at(x1, y1) * (cx - x0);
  return Math.round(top * (1 - (cy - y0)) + bottom * (cy - y0));
}

function centre(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
