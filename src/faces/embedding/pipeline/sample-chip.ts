import type { RgbImage } from './decode-photo.js';
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

function sample({ data, width, height }: RgbImage, chipToImage: Similarity, size: number): Float32Array {
  const { a, b, tx, ty } = chipToImage;
  const n = Math.max(Math.round(scaleOf(chipToImage)), 1);
  const share = 1 / (n * n);
  const stride = width * 3;
  const xMax = width - 1;
  const yMax = height - 1;
  const chip = new Float32Array(size * size * 3);
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = 0; i < n; i++) {
        const v = row + (i + 0.5) / n;
        for (let j = 0; j < n; j++) {
          const u = column + (j + 0.5) / n;
          const x = a * u - b * v + tx;
          const y = b * u + a * v + ty;
          if (x >= 0 && y >= 0 && x < xMax && y < yMax) {
            const x0 = x | 0;
            const y0 = y | 0;
            const wx = x - x0;
            const wy = y - y0;
            const wa = (1 - wx) * (1 - wy);
            const wb = wx * (1 - wy);
            const wc = (1 - wx) * wy;
            const wd = wx * wy;
            const p = y0 * stride + x0 * 3;
            const q = p + stride;
            red +=
              (data[p] ?? 0) * wa + (data[p + 3] ?? 0) * wb + (data[q] ?? 0) * wc + (data[q + 3] ?? 0) * wd;
            green +=
              (data[p + 1] ?? 0) * wa +
              (data[p + 4] ?? 0) * wb +
              (data[q + 1] ?? 0) * wc +
              (data[q + 4] ?? 0) * wd;
            blue +=
              (data[p + 2] ?? 0) * wa +
              (data[p + 5] ?? 0) * wb +
              (data[q + 2] ?? 0) * wc +
              (data[q + 5] ?? 0) * wd;
          } else if (x >= -1 && y >= -1 && x < width && y < height) {
            const x0 = Math.floor(x);
            const y0 = Math.floor(y);
            const wx = x - x0;
            const wy = y - y0;
            // No closure here: it would move the sums to the heap, and every sample would allocate.
            for (let tap = 0; tap < 4; tap++) {
              const px = x0 + (tap & 1);
              const py = y0 + (tap >> 1);
              if (px < 0 || py < 0 || px >= width || py >= height) continue;
              const weight = (tap & 1 ? wx : 1 - wx) * (tap >> 1 ? wy : 1 - wy);
              const pixel = py * stride + px * 3;
              red += (data[pixel] ?? 0) * weight;
              green += (data[pixel + 1] ?? 0) * weight;
              blue += (data[pixel + 2] ?? 0) * weight;
            }
          }
        }
      }
      chip[at] = red * share;
      chip[at + 1] = green * share;
      chip[at + 2] = blue * share;
    }
  }
  return chip;
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
