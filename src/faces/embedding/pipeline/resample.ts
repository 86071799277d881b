import type { RgbImage } from './decode-photo.js';

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

/**
 * Resizes the canvas to `size`² as TensorFlow's `resizeBilinear` with `alignCorners` and `halfPixelCenters` off does,
 * which is what these networks were run with: source = target · side/size, two taps a direction.
 * @param out receives size² x 3 numbers, 0..255, interleaved, from `offset` on
 */
export function resampleSquare(
  image: RgbImage,
  region: Region,
  canvas: SquareCanvas,
  size: number,
  out: Float32Array,
  offset = 0,
): void {
  const columns = taps(size, canvas.side, canvas.left, region.width);
  const rows = taps(size, canvas.side, canvas.top, region.height);
  const { low, high, share } = columns;
  const { data, width } = image;
  const { fill } = canvas;
  let at = offset;
  for (let row = 0; row < size; row++) {
    const y0 = rows.low[row] ?? -1;
    const y1 = rows.high[row] ?? -1;
    if (y0 < 0 && y1 < 0) {
      out.fill(fill, at, at + size * 3);
      at += size * 3;
      continue;
    }
    const wy = rows.share[row] ?? 0;
    const top = y0 < 0 ? -1 : ((region.y + y0) * width + region.x) * 3;
    const bottom = y1 < 0 ? -1 : ((region.y + y1) * width + region.x) * 3;
    for (let column = 0; column < size; column++, at += 3) {
      const x0 = low[column] ?? -1;
      const x1 = high[column] ?? -1;
      const wx = share[column] ?? 0;
      const a = top < 0 || x0 < 0 ? -1 : top + x0 * 3;
      const b = top < 0 || x1 < 0 ? -1 : top + x1 * 3;
      const c = bottom < 0 || x0 < 0 ? -1 : bottom + x0 * 3;
      const d = bottom < 0 || x1 < 0 ? -1 : bottom + x1 * 3;
      // All four taps lie in the region: true of nearly every pixel, hence written out.
      if ((a | b | c | d) >= 0) {
        const upperLeft = (1 - wx) * (1 - wy);
        const upperRight = wx * (1 - wy);
        const lowerLeft = (1 - wx) * wy;
        const lowerRight = wx * wy;
        out[at] =
          (data[a] ?? 0) * upperLeft +
          (data[b] ?? 0) * upperRight +
          (data[c] ?? 0) * lowerLeft +
          (data[d] ?? 0) * lowerRight;
        out[at + 1] =
          (data[a + 1] ?? 0) * upperLeft +
          (data[b + 1] ?? 0) * upperRight +
          (data[c + 1] ?? 0) * lowerLeft +
          (data[d + 1] ?? 0) * lowerRight;
        out[at + 2] =
          (data[a + 2] ?? 0) * upperLeft +
          (data[b + 2] ?? 0) * upperRight +
          (data[c + 2] ?? 0) * lowerLeft +
          (data[d + 2] ?? 0) * lowerRight;
        continue;
      }
      for (let channel = 0; channel < 3; channel++) {
        const va = a < 0 ? fill : (data[a + channel] ?? 0);
        const vb = b < 0 ? fill : (data[b + channel] ?? 0);
        const vc = c < 0 ? fill : (data[c + channel] ?? 0);
        const vd = d < 0 ? fill : (data[d + channel] ?? 0);
        const upper = va + (vb - va) * wx;
        const lower = vc + (vd - vc) * wx;
        out[at + channel] = upper + (lower - upper) * wy;
      }
    }
  }
}

interface Taps {
  /** Position within the region of the two source pixels, −1 where the canvas is not covered by it. */
  low: Int32Array;
  high: Int32Array;
  /** Weight of `high`. */
  share: Float32Array;
}

function taps(size: number, side: number, start: number, length: number): Taps {
  const low = new Int32Array(size);
  const high = new Int32Array(size);
  const share = new Float32Array(size);
  const within = (position: number) => {
    const inside = position - start;
    return inside >= 0 && inside < length ? inside : -1;
  };
  for (let i = 0; i < size; i++) {
    const source = (i * side) / size;
    const floor = Math.floor(source);
    low[i] = within(floor);
    high[i] = within(Math.min(Math.ceil(source), side - 1));
    share[i] = source - floor;
  }
  return { low, high, share };
}
