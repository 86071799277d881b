import { spreadOf } from './sharpness.js';

/** Side of the aligned chip, in pixels. */
const CHIP = 150;
/** Chip pixels a side of a block, and blocks a side of a cell. */
const BLOCK = 3;
const CELL = 5;
const BLOCKS = CHIP / BLOCK;
const CELLS = BLOCKS / CELL;
/** Of each cell: light, two colours, detail finer than a block, and edges of four directions. */
const PER_CELL = 8;
export const COVER_FEATURES = CELLS * CELLS * PER_CELL;
/** What colours are divided by, so that they vary about as much as the other features. */
const COLOUR_SCALE = 15;

/** Of each pixel its block, and of each block where the features of its cell begin. */
const BLOCK_OF = partOf(CHIP, BLOCK);
const CELL_OF = partOf(BLOCKS, CELL).map((cell) => cell * PER_CELL);

/** A number of each block, row by row. */
type Plane = Float32Array;

/**
 * What covers look like, whatever the light: brightness, colour, detail and edges of a hundred cells of the aligned face, compared with
 * the whole of it. After Dalal & Triggs 2005 (oriented gradients) and Bay et al. 2008 (sums of differences, SURF).
 * @param chip 150² x 3, 0..255
 * @returns COVER_FEATURES numbers, cell by cell, most of them between -2 and 2
 */
export function coverFeatures(chip: Float32Array): Float32Array {
  const { luma, blue, red, detail } = blocksOf(chip);
  const light = spreadOf({ values: luma, side: BLOCKS });
  const contrast = light.deviation + 1;
  const features = new Float32Array(COVER_FEATURES);
  addMeans(features, 0, luma, light.mean, contrast);
  addMeans(features, 1, blue, meanOf(blue), COLOUR_SCALE);
  addMeans(features, 2, red, meanOf(red), COLOUR_SCALE);
  addMeans(features, 3, detail, 0, meanOf(detail) + 0.5);
  edgesOf(luma).forEach((edges, direction) => addMeans(features, 4 + direction, edges, 0, contrast));
  // Of what has no sign, the root: few cells are much stronger than the rest.
  return features.map((value, i) => (i % PER_CELL > 2 ? Math.sqrt(value) : value));
}

/** Means of the cells, as one of their features. */
function addMeans(features: Float32Array, feature: number, plane: Plane, zero: number, scale: number): void {
  for (let at = 0; at < plane.length; at++)
    add(features, (CELL_OF[at] ?? 0) + feature, ((plane[at] ?? 0) - zero) / (scale * CELL ** 2));
}

/** Luma (ITU-R BT.601) of the blocks, its colour differences, and the deviation of luma inside them. */
function blocksOf(chip: Float32Array): Record<'luma' | 'blue' | 'red' | 'detail', Plane> {
  const plane = () => new Float32Array(BLOCKS * BLOCKS);
  const planes = { luma: plane(), blue: plane(), red: plane(), squares: plane() };
  const share = 1 / BLOCK ** 2;
  for (let pixel = 0, from = 0; pixel < BLOCK_OF.length; pixel++, from += 3) {
    const at = BLOCK_OF[pixel] ?? 0;
    const red = chip[from] ?? 0;
    const blue = chip[from + 2] ?? 0;
    const luma = 0.299 * red + 0.587 * (chip[from + 1] ?? 0) + 0.114 * blue;
    add(planes.luma, at, luma * share);
    add(planes.blue, at, 0.564 * (blue - luma) * share);
    add(planes.red, at, 0.713 * (red - luma) * share);
    add(planes.squares, at, luma * luma * share);
  }
  const { luma, blue, red, squares } = planes;
  const detail = squares.map((square, at) => Math.sqrt(Math.max(square - (luma[at] ?? 0) ** 2, 0)));
  return { luma, blue, red, detail };
}

/** How much luma changes across, down, and along both diagonals; nothing at the border. */
function edgesOf(luma: Plane): [Plane, Plane, Plane, Plane] {
  const plane = () => new Float32Array(luma.length);
  const edges: [Plane, Plane, Plane, Plane] = [plane(), plane(), plane(), plane()];
  const [level, upright, falling, rising] = edges;
  for (let row = 1; row < BLOCKS - 1; row++) {
    for (let column = 1; column < BLOCKS - 1; column++) {
      const at = row * BLOCKS + column;
      const across = (luma[at + 1] ?? 0) - (luma[at - 1] ?? 0);
      const down = (luma[at + BLOCKS] ?? 0) - (luma[at - BLOCKS] ?? 0);
      level[at] = Math.abs(across);
      upright[at] = Math.abs(down);
      falling[at] = Math.abs(across + down) * Math.SQRT1_2;
      rising[at] = Math.abs(across - down) * Math.SQRT1_2;
    }
  }
  return edges;
}

function add(plane: Plane, at: number, value: number): void {
  plane[at] = (plane[at] ?? 0) + value;
}

function meanOf(plane: Plane): number {
  return spreadOf({ values: plane, side: BLOCKS }).mean;
}

/** In a square of `side`, divided into squares of `part` a side: the index of each place's part. */
function partOf(side: number, part: number): Uint16Array {
  return Uint16Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    return (Math.floor(row / part) * side) / part + Math.floor(column / part);
  });
}
