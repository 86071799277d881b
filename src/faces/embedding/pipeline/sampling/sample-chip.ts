import type { RgbImage } from '../decoding/decode-photo.js';
import { reduceRegion } from './reduce-region.js';
import { scaleOf, type Similarity } from './similarity.js';

/**
 * Samples the aligned face. Large faces are first averaged down by a whole factor, as dlib's pyramid does, then each
 * chip pixel is the mean of n x n bilinear samples, n being the remaining reduction; black outside the image.
 * @returns size² x 3, 0..255, interleaved
 */
export function sampleChip(image: RgbImage, chipToImage: Similarity, size: number): Float32Array {
  const factor = Math.max(Math.floor(scaleOf(chipToImage)), 1);
  if (factor === 1) return sample(image, chipToImage, size);
  const reduced = reduceRegion(image, chipToImage, size, factor);
  return sample(reduced.image, reduced.chipToImage, size);
}

interface Colour {
  red: number;
  green: number;
  blue: number;
}

function sample(image: RgbImage, chipToImage: Similarity, size: number): Float32Array {
  const { a, b, tx, ty } = chipToImage;
  const n = Math.max(Math.round(scaleOf(chipToImage)), 1);
  const weight = 1 / (n * n);
  const chip = new Float32Array(size * size * 3);
  // One for all samples: nothing is allocated for any of them.
  const sums: Colour = { red: 0, green: 0, blue: 0 };
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      sums.red = sums.green = sums.blue = 0;
      for (let i = 0; i < n; i++) {
        const v = row + (i + 0.5) / n;
        for (let j = 0; j < n; j++) {
          const u = column + (j + 0.5) / n;
          addSample(image, a * u - b * v + tx, b * u + a * v + ty, sums);
        }
      }
      chip[at] = sums.red * weight;
      chip[at + 1] = sums.green * weight;
      chip[at + 2] = sums.blue * weight;
    }
  }
  return chip;
}

/** Adds the colour at (x, y), bilinear between the four pixels around it. */
function addSample(image: RgbImage, x: number, y: number, sums: Colour): void {
  const { width, height } = image;
  if (x >= 0 && y >= 0 && x < width - 1 && y < height - 1) addInside(image, x, y, sums);
  else if (x >= -1 && y >= -1 && x < width && y < height) addAtBorder(image, x, y, sums);
}

function addInside({ data, width }: RgbImage, x: number, y: number, sums: Colour): void {
  const x0 = x | 0;
  const y0 = y | 0;
  const wx = x - x0;
  const wy = y - y0;
  const upper = (y0 * width + x0) * 3;
  const lower = upper + width * 3;
  sums.red += blend(data, upper, lower, wx, wy);
  sums.green += blend(data, upper + 1, lower + 1, wx, wy);
  sums.blue += blend(data, upper + 2, lower + 2, wx, wy);
}

function blend(data: Uint8Array, upper: number, lower: number, wx: number, wy: number): number {
  return (
    (data[upper] ?? 0) * ((1 - wx) * (1 - wy)) +
    (data[upper + 3] ?? 0) * (wx * (1 - wy)) +
    (data[lower] ?? 0) * ((1 - wx) * wy) +
    (data[lower + 3] ?? 0) * (wx * wy)
  );
}

/** Of the four pixels those that the image has. */
function addAtBorder({ data, width, height }: RgbImage, x: number, y: number, sums: Colour): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  for (let tap = 0; tap < 4; tap++) {
    const [right, lower] = [tap & 1, tap >> 1];
    const [px, py] = [x0 + right, y0 + lower];
    if (px < 0 || py < 0 || px >= width || py >= height) continue;
    const weight = Math.abs(1 - right - (x - x0)) * Math.abs(1 - lower - (y - y0));
    const pixel = (py * width + px) * 3;
    sums.red += (data[pixel] ?? 0) * weight;
    sums.green += (data[pixel + 1] ?? 0) * weight;
    sums.blue += (data[pixel + 2] ?? 0) * weight;
  }
}

/** The chip as a mirror shows it. @param chip size² x 3, interleaved; `mirrored` receives as many numbers */
export function mirrorChip(chip: Float32Array, mirrored: Float32Array, size: number): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = (row * size + column) * 3;
      const to = (row * size + size - 1 - column) * 3;
      mirrored[to] = chip[from] ?? 0;
      mirrored[to + 1] = chip[from + 1] ?? 0;
      mirrored[to + 2] = chip[from + 2] ?? 0;
    }
  }
}
