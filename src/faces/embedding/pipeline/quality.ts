import type { Box, Point, Pose, QualityCode, QualityFinding, QualityMeasures } from '../photo-analysis.js';
import { ALIGNMENTS } from '../models/recognition-model.js';
import { fivePoints } from './alignment.js';
import { apply, type Similarity } from './similarity.js';
import { STEADY_SPREAD } from './steady-landmarks.js';

/** The chip that quality is measured on, whatever the recognition network's own alignment. */
export const QUALITY_ALIGNMENT = 'dlib-chip-150';
export const QUALITY_CHIP = ALIGNMENTS[QUALITY_ALIGNMENT];
/** Outer part of the chip that is left out: hair and background. */
const MARGIN = 25;
/**
 * Blur is measured on blocks of this many chip pixels a side. Finer detail does not help recognition: it is noise, or
 * missing in small faces that are recognised all the same (docs/quality.md compares four scales).
 */
const SHARPNESS_BLOCK = 3;

/**
 * Limits of what is enrolled: where genuine pairs begin to be missed twice as often as with ordinary photographs. Of LFW's
 * photographs less than one in a hundred is beyond any of them (docs/quality.md).
 */
const QUALITY_LIMITS = {
  interocularPx: 14,
  sharpness: 0.03,
  brightnessMin: 28,
  brightnessMax: 225,
  contrast: 8,
  yaw: 45,
  pitch: 28,
  roll: 45,
  landmarkSpread: STEADY_SPREAD,
  visibleShare: 0.6,
} as const;

/** Everything in pixels of the decoded image. */
export interface MeasuredFace {
  box: Box;
  landmarks: readonly Point[];
  /** QUALITY_CHIP² x 3, 0..255, sRGB. */
  chip: Float32Array;
  chipToImage: Similarity;
}

/** @param photoScale pixels of the photograph per pixel of the image */
export function measureQuality(
  { box, landmarks, chip, chipToImage }: MeasuredFace,
  image: { width: number; height: number },
  photoScale: number,
): QualityMeasures {
  const luma = innerLuma(chip);
  const [right, left] = fivePoints(landmarks);
  const { mean, deviation } = spreadOf(luma);
  return {
    interocularPx:
      photoScale * Math.hypot((left?.x ?? NaN) - (right?.x ?? NaN), (left?.y ?? NaN) - (right?.y ?? NaN)),
    facePx: photoScale * Math.min(box.width, box.height),
    sharpness: sharpnessOf(luma),
    brightness: mean,
    contrast: deviation,
    visibleShare: visibleShareOf(chipToImage, image),
  };
}

/**
 * What lies outside its limit, the most useful advice first.
 * @param spreads of `steadyLandmarks`; null when they were not measured
 */
export function qualityFindings(
  measures: QualityMeasures,
  pose: Pose,
  spreads: { landmarkSpread: number | null; uprightSpread: number | null },
): QualityFinding[] {
  const limits = QUALITY_LIMITS;
  const findings: QualityFinding[] = [];
  const atLeast = (code: QualityCode, value: number, limit: number) => {
    if (value < limit) findings.push({ code, value, limit });
  };
  const atMost = (code: QualityCode, value: number, limit: number) => {
    if (value > limit) findings.push({ code, value, limit });
  };
  atLeast('FACE_CUT_OFF', measures.visibleShare, limits.visibleShare);
  atLeast('FACE_TOO_SMALL', measures.interocularPx, limits.interocularPx);
  atLeast('FACE_TOO_DARK', measures.brightness, limits.brightnessMin);
  atMost('FACE_TOO_BRIGHT', measures.brightness, limits.brightnessMax);
  atLeast('FACE_LOW_CONTRAST', measures.contrast, limits.contrast);
  atMost('FACE_TURNED_AWAY', Math.abs(pose.yaw), limits.yaw);
  atMost('FACE_TURNED_AWAY', Math.abs(pose.pitch), limits.pitch);
  // Landmarks that contradict themselves: the face is hidden, in profile, or none.
  atMost('FACE_TURNED_AWAY', spreads.landmarkSpread ?? 0, limits.landmarkSpread);
  atMost('FACE_TILTED', Math.abs(pose.roll), limits.roll);
  // Understood at another turn only: upside down, a mouth may pass for eyes, and the roll for none.
  if ((spreads.landmarkSpread ?? 0) <= limits.landmarkSpread)
    atMost('FACE_TILTED', spreads.uprightSpread ?? 0, limits.landmarkSpread);
  atLeast('FACE_BLURRED', measures.sharpness, limits.sharpness);
  return findings;
}

interface Luma {
  values: Float32Array;
  side: number;
}

/** ITU-R BT.601 luma of the inner chip. */
function innerLuma(chip: Float32Array): Luma {
  const side = QUALITY_CHIP - 2 * MARGIN;
  const values = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = ((row + MARGIN) * QUALITY_CHIP + column + MARGIN) * 3;
      values[row * side + column] =
        0.299 * (chip[at] ?? 0) + 0.587 * (chip[at + 1] ?? 0) + 0.114 * (chip[at + 2] ?? 0);
    }
  }
  return { values, side };
}

function spreadOf({ values }: Luma): { mean: number; deviation: number } {
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
function sharpnessOf(luma: Luma): number {
  const coarse = inBlocks(luma, SHARPNESS_BLOCK);
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

const VISIBILITY_GRID = 16;

/** Share of the chip that lies inside the image: the face with a little of its surroundings. */
function visibleShareOf(chipToImage: Similarity, image: { width: number; height: number }): number {
  let inside = 0;
  for (let row = 0; row < VISIBILITY_GRID; row++) {
    for (let column = 0; column < VISIBILITY_GRID; column++) {
      const { x, y } = apply(chipToImage, {
        x: ((column + 0.5) * QUALITY_CHIP) / VISIBILITY_GRID,
        y: ((row + 0.5) * QUALITY_CHIP) / VISIBILITY_GRID,
      });
      if (x >= 0 && y >= 0 && x < image.width && y < image.height) inside++;
    }
  }
  return inside / VISIBILITY_GRID ** 2;
}
