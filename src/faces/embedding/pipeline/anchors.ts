import { ANCHOR_COUNT } from '../engines/face-networks.js';

/** Cells per side of the six feature maps of a 512 px input. */
const GRIDS = [32, 16, 8, 4, 2, 1] as const;
const SCALE_MIN = 0.2;
const SCALE_MAX = 0.95;
/** On the finest grid TensorFlow's SSD uses three small anchors only. */
const FINEST = [
  { scale: 0.1, ratio: 1 },
  { scale: SCALE_MIN, ratio: 2 },
  { scale: SCALE_MIN, ratio: 0.5 },
];

/**
 * SSD's default boxes as TensorFlow's `ssd_anchor_generator` makes them ("SSD: Single Shot MultiBox Detector",
 * Liu et al. 2016, §2.2): scales from 0.2 to 0.95 over the grids, ratios 1, 2, 1/2, 3, 1/3 and one extra square in between.
 * Identical within 1.3e-7 to the table in face-api's weights (`Output/extra_dim`).
 * @returns ANCHOR_COUNT x (centreY, centreX, height, width), shares of the input's side
 */
export function ssdAnchors(): Float32Array {
  const anchors = new Float32Array(ANCHOR_COUNT * 4);
  let at = 0;
  GRIDS.forEach((cells, level) => {
    const shapes = level === 0 ? FINEST : shapesOf(level);
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        for (const { scale, ratio } of shapes) {
          anchors[at++] = (row + 0.5) / cells;
          anchors[at++] = (column + 0.5) / cells;
          anchors[at++] = scale / Math.sqrt(ratio);
          anchors[at++] = scale * Math.sqrt(ratio);
        }
      }
    }
  });
  return anchors;
}

function shapesOf(level: number) {
  const scale = scaleOf(level);
  const between = Math.sqrt(scale * (level + 1 < GRIDS.length ? scaleOf(level + 1) : 1));
  return [
    { scale, ratio: 1 },
    { scale: between, ratio: 1 },
    { scale, ratio: 2 },
    { scale, ratio: 0.5 },
    { scale, ratio: 3 },
    { scale, ratio: 0.3333 },
  ];
}

function scaleOf(level: number): number {
  return SCALE_MIN + ((SCALE_MAX - SCALE_MIN) * level) / (GRIDS.length - 1);
}
