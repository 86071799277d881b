import type { RgbImage } from '../decoding/decode-photo.js';
import { apply, type Similarity } from './similarity.js';

/**
 * The part of the image that a chip covers, shrunk by averaging factor x factor pixels, and the chip's place on it.
 * @param size side of the chip
 */
export function reduceRegion(
  image: RgbImage,
  chipToImage: Similarity,
  size: number,
  factor: number,
): { image: RgbImage; chipToImage: Similarity } {
  const { left, top, right, bottom } = coveredBlocks(image, chipToImage, size, factor);
  const width = right - left;
  const height = bottom - top;
  // A field read in the innermost loop costs a sixth of the whole function.
  const pixels = image.data;
  const data = new Uint8Array(width * height * 3);
  const sums = new Uint32Array(width * 3);
  const half = (factor * factor) >> 1;
  for (let row = 0; row < height; row++) {
    sums.fill(half);
    for (let line = 0; line < factor; line++) {
      const from = (((top + row) * factor + line) * image.width + left * factor) * 3;
      addLine(sums, pixels, from, factor);
    }
    const start = row * width * 3;
    const area = factor * factor;
    for (let i = 0; i < width * 3; i++) data[start + i] = (sums[i] ?? 0) / area;
  }
  // Block k averages the pixels k·factor … k·factor + factor − 1, whose middle is k·factor + (factor − 1) / 2.
  const middle = (factor - 1) / 2;
  return {
    image: { data, width, height },
    chipToImage: {
      a: chipToImage.a / factor,
      b: chipToImage.b / factor,
      tx: (chipToImage.tx - middle) / factor - left,
      ty: (chipToImage.ty - middle) / factor - top,
    },
  };
}

/** Adds up each `factor` pixels of a line. @param from where in `pixels` the line begins */
function addLine(sums: Uint32Array, pixels: Uint8Array, from: number, factor: number): void {
  for (let to = 0; to < sums.length; to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = 0; i < factor; i++, from += 3) {
      red += pixels[from] ?? 0;
      green += pixels[from + 1] ?? 0;
      blue += pixels[from + 2] ?? 0;
    }
    sums[to] = (sums[to] ?? 0) + red;
    sums[to + 1] = (sums[to + 1] ?? 0) + green;
    sums[to + 2] = (sums[to + 2] ?? 0) + blue;
  }
}

/** Whole blocks within the image that hold every pixel the chip can touch. */
function coveredBlocks(image: RgbImage, chipToImage: Similarity, size: number, factor: number) {
  const corners = [
    { x: 0, y: 0 },
    { x: size, y: 0 },
    { x: 0, y: size },
    { x: size, y: size },
  ].map((corner) => apply(chipToImage, corner));
  const xs = corners.map(({ x }) => x / factor);
  const ys = corners.map(({ y }) => y / factor);
  const [columns, rows] = [Math.floor(image.width / factor), Math.floor(image.height / factor)];
  const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const left = within(Math.floor(Math.min(...xs)) - 1, columns);
  const top = within(Math.floor(Math.min(...ys)) - 1, rows);
  return {
    left,
    top,
    right: Math.max(within(Math.ceil(Math.max(...xs)) + 2, columns), left),
    bottom: Math.max(within(Math.ceil(Math.max(...ys)) + 2, rows), top),
  };
}
