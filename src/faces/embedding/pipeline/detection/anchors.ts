import { DETECTOR_INPUT, type DetectorSize } from '../../engines/face-networks.js';

/** Pixels between two cells of the finest feature map; it doubles from map to map. */
const FINEST_STEP = 16;
const LEVELS = 6;
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
 * For DETECTOR_INPUT² identical within 1.3e-7 to the table in face-api's weights (`Output/extra_dim`); a smaller input
 * has those whose cell begins within it.
 * @returns anchors x (centreY, centreX, height, width), shares of DETECTOR_INPUT
 */
export function ssdAnchors({ width, height }: DetectorSize): Float32Array {
  const anchors: number[] = [];
  for (let level = 0; level < LEVELS; level++) {
    const step = FINEST_STEP * 2 ** level;
    const shapes = level === 0 ? FINEST : shapesOf(level);
    for (let y = 0; y < height; y += step) {
      for (let x = 0; x < width; x += step) {
        for (const { scale, ratio } of shapes) {
          const [centreY, centreX] = [(y + step / 2) / DETECTOR_INPUT, (x + step / 2) / DETECTOR_INPUT];
          anchors.push(centreY, centreX, scale / Math.sqrt(ratio), scale * Math.sqrt(ratio));
        }
      }
    }
  }
  return Float32Array.from(anchors);
}

function shapesOf(level: number) {
  const scale = scaleOf(level);
  const between = Math.sqrt(scale * (level + 1 < LEVELS ? scaleOf(level + 1) : 1));
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
  return SCALE_MIN + ((SCALE_MAX - SCALE_MIN) * level) / (LEVELS - 1);
}
