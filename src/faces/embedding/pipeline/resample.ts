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
  const { data, width } = image;
  const { fill } = canvas;
  for (let row = 0; row < size; row++) {
    const y0 = rows.low[row] ?? -1;
    const y1 = rows.high[row] ?? -1;
    const start = offset + row * size * 3;
    if (y0 < 0 && y1 < 0) {
      out.fill(fill, start, start + size * 3);
      continue;
    }
    const wy = rows.share[row] ?? 0;
    const upper = y0 < 0 ? -1 : ((region.y + y0) * width + region.x) * 3;
    const lower = y1 < 0 ? -1 : ((region.y + y1) * width + region.x) * 3;
    for (let column = 0; column < size; column++) {
      const at = start + column * 3;
      const x0 = columns.low[column] ?? -1;
      const x1 = columns.high[column] ?? -1;
      const wx = columns.share[column] ?? 0;
      if (upper >= 0 && lower >= 0 && x0 >= 0 && x1 >= 0) {
        const a = upper + x0 * 3;
        const b = upper + x1 * 3;
        const c = lower + x0 * 3;
        const d = lower + x1 * 3;
        const wa = (1 - wx) * (1 - wy);
        const wb = wx * (1 - wy);
        const wc = (1 - wx) * wy;
        const wd = wx * wy;
        out[at] = (data[a] ?? 0) * wa + (data[b] ?? 0) * wb + (data[c] ?? 0) * wc + (data[d] ?? 0) * wd;
        out[at + 1] =
          (data[a + 1] ?? 0) * wa +
          (data[b + 1] ?? 0) * wb +
          (data[c + 1] ?? 0) * wc +
          (data[d + 1] ?? 0) * wd;
        out[at + 2] =
          (data[a + 2] ?? 0) * wa +
          (data[b + 2] ?? 0) * wb +
          (data[c + 2] ?? 0) * wc +
          (data[d + 2] ?? 0) * wd;
        continue;
      }
      for (let channel = 0; channel < 3; channel++) {
        const va = upper < 0 || x0 < 0 ? fill : (data[upper + x0 * 3 + channel] ?? fill);
        const vb = upper < 0 || x1 < 0 ? fill : (data[upper + x1 * 3 + channel] ?? fill);
        const vc = lower < 0 || x0 < 0 ? fill : (data[lower + x0 * 3 + channel] ?? fill);
        const vd = lower < 0 || x1 < 0 ? fill : (data[lower + x1 * 3 + channel] ?? fill);
        const above = va + (vb - va) * wx;
        const below = vc + (vd - vc) * wx;
        out[at + channel] = above + (below - above) * wy;
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
