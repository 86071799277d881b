import sharp from 'sharp';

/** How a second photograph of the same face differs from the first. */
export interface Conditions {
  /** Degrees, clockwise. */
  tilt: number;
  /** Size relative to the original. */
  scale: number;
  /** Share of each border that is cut away, 0..0.2. */
  crop: number;
  /** 1 is unchanged. */
  brightness: number;
  /** JPEG quality, 1..100. */
  quality: number;
}

/** Stands for a second photograph: other crop, tilt, size, light and compression. */
export async function rephotograph(photo: Buffer, conditions: Conditions): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const inset = { x: Math.round(width * conditions.crop), y: Math.round(height * conditions.crop) };
  const cropped = await sharp(photo)
    .extract({ left: inset.x, top: inset.y, width: width - 2 * inset.x, height: height - 2 * inset.y })
    .toBuffer();
  const tilted = await sharp(cropped).rotate(conditions.tilt, { background: '#7f7f7f' }).toBuffer();
  return sharp(tilted)
    .resize({ width: Math.round((width - 2 * inset.x) * conditions.scale) })
    .modulate({ brightness: conditions.brightness })
    .jpeg({ quality: conditions.quality })
    .toBuffer();
}

/** A spread of conditions, the same in every run. */
export const CONDITIONS: readonly [Conditions, ...Conditions[]] = [
  { tilt: 8, scale: 0.9, crop: 0.04, brightness: 0.85, quality: 70 },
  { tilt: -14, scale: 1.2, crop: 0, brightness: 1.15, quality: 60 },
  { tilt: 20, scale: 1, crop: 0.06, brightness: 1, quality: 55 },
  { tilt: -5, scale: 0.75, crop: 0.08, brightness: 0.75, quality: 80 },
];
