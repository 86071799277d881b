import type { RgbImage } from '../decoding/decode-photo.js';

/** Whole pixels. */
export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A square drawing area in pixels of the image, on which one region of the image lies; `fill` (0..255) is elsewhere. */
export interface SquareCanvas {
  side: number;
  /** Where the region's top left corner lies on the canvas; whole pixels. */
  left: number;
  top: number;
  fill: number;
}

/** Where the top left part of the resized canvas is written: interleaved RGB, 0..255. */
export interface Target {
  /** Side that the whole canvas is resized to. */
  size: number;
  /** The part that is written, at most `size`. */
  width: number;
  height: number;
  numbers: Float32Array;
  /** Where its first pixel lies in `numbers`, and how many numbers a row of them has. */
  offset: number;
  stride: number;
}

/**
 * Resizes the canvas as TensorFlow's `resizeBilinear` with `alignCorners` and `halfPixelCenters` off does, which is what
 * these networks were run with: source = target · side/size, two taps a direction.
 */
export function resampleSquare(
  image: RgbImage,
  region: Region,
  canvas: SquareCanvas,
  { size, width, height, numbers, offset, stride }: Target,
): void {
  const step = canvas.side / size;
  const columns = taps(width, step, canvas.side, canvas.left, region.width);
  const rows = taps(height, step, canvas.side, canvas.top, region.height);
  for (let row = 0; row < height; row++) {
    const [y0, y1] = [rows.low[row] ?? OUTSIDE, rows.high[row] ?? OUTSIDE];
    const out = numbers.subarray(offset + row * stride, offset + row * stride + width * 3);
    if (y0 === OUTSIDE && y1 === OUTSIDE) {
      out.fill(canvas.fill);
      continue;
    }
    const upper = lineOf(image, region, y0);
    const lower = lineOf(image, region, y1);
    const share = rows.share[row] ?? 0;
    if (upper && lower) blendLines(upper, lower, share, columns, out);
    blendBorder(upper, lower, share, columns, canvas.fill, out);
  }
}

/** The target of one whole square image in a batch of them. */
export function squareTarget(size: number, numbers: Float32Array, index = 0): Target {
  return { size, width: size, height: size, numbers, offset: index * size * size * 3, stride: size * 3 };
}

const OUTSIDE = -1;

interface Taps {
  /** Position within the region of the two source pixels, OUTSIDE where the canvas is not covered by it. */
  low: Int32Array;
  high: Int32Array;
  /** Weight of `high`. */
  share: Float32Array;
  /** Both source pixels are in the region from `first` to before `end`. */
  first: number;
  end: number;
}

function taps(count: number, step: number, side: number, start: number, length: number): Taps {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const share = new Float32Array(count);
  let first = count;
  let end = count;
  for (let i = 0; i < count; i++) {
    const source = i * step;
    const floor = Math.floor(source);
    const from = floor - start;
    const to = Math.min(Math.ceil(source), side - 1) - start;
    low[i] = from >= 0 && from < length ? from : OUTSIDE;
    high[i] = to >= 0 && to < length ? to : OUTSIDE;
    share[i] = source - floor;
    if (from >= 0 && first === count) first = i;
    if (to >= length && end === count) end = i;
  }
  return { low, high, share, first, end: Math.max(first, end) };
}

function lineOf({ data, width }: RgbImage, region: Region, row: number): Uint8Array | null {
  if (row === OUTSIDE) return null;
  const start = ((region.y + row) * width + region.x) * 3;
  return data.subarray(start, start + region.width * 3);
}

/** The columns with both source pixels in the region: nearly all. */
function blendLines(
  upper: Uint8Array,
  lower: Uint8Array,
  below: number,
  { low, high, share, first, end }: Taps,
  out: Float32Array,
): void {
  for (let column = first; column < end; column++) {
    const right = share[column] ?? 0;
    const from = (low[column] ?? 0) * 3;
    const to = (high[column] ?? 0) * 3;
    const at = column * 3;
    for (let channel = 0; channel < 3; channel++) {
      const a = upper[from + channel] ?? 0;
      const b = upper[to + channel] ?? 0;
      const c = lower[from + channel] ?? 0;
      const d = lower[to + channel] ?? 0;
      const above = a + (b - a) * right;
      out[at + channel] = above + (c + (d - c) * right - above) * below;
    }
  }
}

/** The other columns, and all of them where one of the lines is outside the region. */
function blendBorder(
  upper: Uint8Array | null,
  lower: Uint8Array | null,
  below: number,
  { low, high, share, first, end }: Taps,
  fill: number,
  out: Float32Array,
): void {
  const ranges = upper && lower ? [0, first, end, low.length] : [0, low.length];
  for (let range = 0; range < ranges.length; range += 2) {
    for (let column = ranges[range] ?? 0; column < (ranges[range + 1] ?? 0); column++) {
      const right = share[column] ?? 0;
      const [x0, x1] = [low[column] ?? OUTSIDE, high[column] ?? OUTSIDE];
      for (let channel = 0; channel < 3; channel++) {
        const tap = (line: Uint8Array | null, x: number): number =>
          line === null || x === OUTSIDE ? fill : (line[x * 3 + channel] ?? fill);
        const above = tap(upper, x0) + (tap(upper, x1) - tap(upper, x0)) * right;
        const under = tap(lower, x0) + (tap(lower, x1) - tap(lower, x0)) * right;
        out[column * 3 + channel] = above + (under - above) * below;
      }
    }
  }
}
