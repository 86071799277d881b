import type { Box, Point } from '../../photo-analysis.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import type { Region } from '../sampling/resample.js';

/**
 * From the extent of the 68 points to the box that the networks' own face detector would have drawn: shift of the centre and
 * sides, in shares of the extent. Fitted on 137 frames.
 */
const BOX = { right: 0.021, down: -0.042, wider: 1.111, higher: 1.191 };

/** The face as the networks' own detector would have found it, in pixels of the image. */
export function passiveBox(landmarks: readonly Point[]): Box {
  const xs = landmarks.map(({ x }) => x);
  const ys = landmarks.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [extentX, extentY] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const [width, height] = [extentX * BOX.wider, extentY * BOX.higher];
  return {
    x: left + extentX * (0.5 + BOX.right) - width / 2,
    y: top + extentY * (0.5 + BOX.down) - height / 2,
    width,
    height,
  };
}

/**
 * What a network sees: the box `scale` times as large, smaller where the image is, moved into the image where it would stick out.
 * As its authors do it (`src/generate_patches.py` of Silent-Face-Anti-Spoofing), to the pixel.
 */
export function pictureAround(box: Box, image: Pick<RgbImage, 'width' | 'height'>, scale: number): Region {
  const zoom = Math.min((image.height - 1) / box.height, (image.width - 1) / box.width, scale);
  const [x, width] = within(box.x + box.width / 2, box.width * zoom, image.width);
  const [y, height] = within(box.y + box.height / 2, box.height * zoom, image.height);
  return { x, y, width, height };
}

/** @returns first pixel and number of pixels */
function within(centre: number, length: number, most: number): [first: number, count: number] {
  const start = Math.max(centre - length / 2, 0);
  const shift = Math.max(start + length - most, 0);
  const first = Math.trunc(start - shift);
  return [first, Math.max(Math.trunc(start - shift + length) - first, 1)];
}

/**
 * Resizes a region as OpenCV's INTER_LINEAR does: pixels are squares with their colour in the middle, two taps a direction
 * however much is reduced.
 * @returns size² x 3, 0..255, interleaved
 */
export function resizeRegion(image: RgbImage, region: Region, size: number): Float32Array {
  const columns = taps(region.x, region.width, size);
  const rows = taps(region.y, region.height, size);
  const out = new Float32Array(size * size * 3);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < 3; channel++) {
        const pixel = (y: number, x: number) => image.data[(y * image.width + x) * 3 + channel] ?? 0;
        const upper = blend(pixel(row.low, column.low), pixel(row.low, column.high), column.share);
        const lower = blend(pixel(row.high, column.low), pixel(row.high, column.high), column.share);
        out[at++] = blend(upper, lower, row.share);
      }
    }
  }
  return out;
}

interface Tap {
  low: number;
  high: number;
  /** Of `high`. */
  share: number;
}

function taps(first: number, count: number, size: number): Tap[] {
  return Array.from({ length: size }, (_, i) => {
    const source = Math.min(Math.max(((i + 0.5) * count) / size - 0.5, 0), count - 1);
    const low = Math.floor(source);
    return { low: first + low, high: first + Math.min(low + 1, count - 1), share: source - low };
  });
}

function blend(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
