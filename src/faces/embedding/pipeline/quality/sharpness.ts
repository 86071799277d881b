/** Outer part of the chip that is left out, in its pixels: hair and background. */
const MARGIN = 25;
/**
 * Blur is measured on blocks of this many chip pixels a side. Finer detail does not help recognition: it is noise, or
 * missing in small faces that are recognised all the same (docs/quality.md compares four scales).
 */
const SHARPNESS_BLOCK = 3;

export interface Luma {
  values: Float32Array;
  side: number;
}

/** ITU-R BT.601 luma of the inner chip. @param chip chipSide² x 3, 0..255 */
export function innerLuma(chip: Float32Array, chipSide: number): Luma {
  const side = chipSide - 2 * MARGIN;
  const values = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = ((row + MARGIN) * chipSide + column + MARGIN) * 3;
      values[row * side + column] =
        0.299 * (chip[at] ?? 0) + 0.587 * (chip[at + 1] ?? 0) + 0.114 * (chip[at + 2] ?? 0);
    }
  }
  return { values, side };
}

export function spreadOf({ values }: Luma): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  // An iterator would take four times as long.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { mean, deviation: Math.sqrt(Math.max(squares / values.length - mean * mean, 0)) };
}

/**
 * After Pech-Pacheco et al. 2000: the variance of the response to edges fades with blur. Here for edges of either direction
 * by itself, the weaker one counting, since a shaken camera blurs one direction only; and per variance of the luma, so
 * that light does not matter.
 */
export function sharpnessOf(luma: Luma, block = SHARPNESS_BLOCK): number {
  const coarse = inBlocks(luma, block);
  const { deviation } = spreadOf(coarse);
  if (deviation < 1) return 0;
  const weaker = Math.min(edgeVariance(coarse, 1), edgeVariance(coarse, coarse.side));
  return weaker / deviation ** 2;
}

/** Means of blocks of pixels; what does not fill a block at the right and the bottom is left out. */
function inBlocks({ values, side }: Luma, block: number): Luma {
  const blocks = Math.floor(side / block);
  const means = new Float32Array(blocks * blocks);
  for (let row = 0; row < blocks * block; row++) {
    for (let column = 0; column < blocks * block; column++) {
      const at = Math.floor(row / block) * blocks + Math.floor(column / block);
      means[at] = (means[at] ?? 0) + (values[row * side + column] ?? 0) / block ** 2;
    }
  }
  return { values: means, side: blocks };
}

/** Variance of the second difference along one direction. @param step 1 along rows, the side along columns */
function edgeVariance({ values, side }: Luma, step: number): number {
  const responses = new Float32Array((side - 2) * (side - 2));
  let at = 0;
  for (let row = 1; row < side - 1; row++) {
    for (let column = 1; column < side - 1; column++) {
      const i = row * side + column;
      responses[at++] = (values[i - step] ?? 0) + (values[i + step] ?? 0) - 2 * (values[i] ?? 0);
    }
  }
  return spreadOf({ values: responses, side: side - 2 }).deviation ** 2;
}
