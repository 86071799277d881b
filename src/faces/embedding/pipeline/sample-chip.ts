import type { RgbImage } from './decode-photo.js';
import { scaleOf, type Similarity } from './similarity.js';

const MAX_SUBSAMPLES = 8;

/**
 * Samples the aligned face. Each chip pixel is the mean of n x n bilinear samples, n being the chip's reduction, so
 * that a large face is averaged instead of skipped over; black outside the image, as dlib has it.
 * @returns size² x 3, 0..255, interleaved
 */
export function sampleChip(image: RgbImage, chipToImage: Similarity, size: number): Float32Array {
  const { data, width, height } = image;
  const { a, b, tx, ty } = chipToImage;
  const n = Math.min(Math.max(Math.round(scaleOf(chipToImage)), 1), MAX_SUBSAMPLES);
  const share = 1 / (n * n);
  const stride = width * 3;
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
          const x0 = Math.floor(x);
          const y0 = Math.floor(y);
          if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) continue;
          const wx = x - x0;
          const wy = y - y0;
          const upperLeft = (1 - wx) * (1 - wy);
          const upperRight = wx * (1 - wy);
          const lowerLeft = (1 - wx) * wy;
          const lowerRight = wx * wy;
          const p = y0 * stride + x0 * 3;
          if (x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height) {
            const q = p + stride;
            red += (data[p] ?? 0) * upperLeft + (data[p + 3] ?? 0) * upperRight;
            red += (data[q] ?? 0) * lowerLeft + (data[q + 3] ?? 0) * lowerRight;
            green += (data[p + 1] ?? 0) * upperLeft + (data[p + 4] ?? 0) * upperRight;
            green += (data[q + 1] ?? 0) * lowerLeft + (data[q + 4] ?? 0) * lowerRight;
            blue += (data[p + 2] ?? 0) * upperLeft + (data[p + 5] ?? 0) * upperRight;
            blue += (data[q + 2] ?? 0) * lowerLeft + (data[q + 5] ?? 0) * lowerRight;
            continue;
          }
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
