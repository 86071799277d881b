import type { Box, Point, Pose, QualityCode, QualityFinding, QualityMeasures } from '../../photo-analysis.js';
import { ALIGNMENTS } from '../../models/recognition-model.js';
import { fivePoints } from '../sampling/alignment.js';
import { innerLuma, sharpnessOf, spreadOf } from './sharpness.js';
import { apply, type Similarity } from '../sampling/similarity.js';
import { STEADY_SPREAD } from '../landmarks/steady-landmarks.js';

/** The chip that quality is measured on, whatever the recognition network's own alignment. */
export const QUALITY_ALIGNMENT = 'dlib-chip-150';
export const QUALITY_CHIP = ALIGNMENTS[QUALITY_ALIGNMENT];

/**
 * Limits of what is enrolled: where genuine pairs begin to be missed twice as often as with ordinary photographs. Of LFW's
 * photographs less than one in a hundred is beyond any of them (docs/quality.md).
 */
export const QUALITY_LIMITS = {
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
  hidden: 0.9,
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
  const luma = innerLuma(chip, QUALITY_CHIP);
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
 * @param seen the spreads of `steadyLandmarks`, null when they were not measured; `hidden` of `Covered`
 */
export function qualityFindings(
  measures: QualityMeasures,
  pose: Pose,
  seen: { landmarkSpread: number | null; uprightSpread: number | null; hidden: number },
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
  // What hides a face also misleads its landmarks, and all that is measured by them.
  atMost('FACE_COVERED', seen.hidden, limits.hidden);
  atLeast('FACE_TOO_SMALL', measures.interocularPx, limits.interocularPx);
  atLeast('FACE_TOO_DARK', measures.brightness, limits.brightnessMin);
  atMost('FACE_TOO_BRIGHT', measures.brightness, limits.brightnessMax);
  atLeast('FACE_LOW_CONTRAST', measures.contrast, limits.contrast);
  atMost('FACE_TURNED_AWAY', Math.abs(pose.yaw), limits.yaw);
  atMost('FACE_TURNED_AWAY', Math.abs(pose.pitch), limits.pitch);
  // Landmarks that contradict themselves: the face is hidden, in profile, or none.
  atMost('FACE_TURNED_AWAY', seen.landmarkSpread ?? 0, limits.landmarkSpread);
  atMost('FACE_TILTED', Math.abs(pose.roll), limits.roll);
  // Understood at another turn only: upside down, a mouth may pass for eyes, and the roll for none.
  if ((seen.landmarkSpread ?? 0) <= limits.landmarkSpread)
    atMost('FACE_TILTED', seen.uprightSpread ?? 0, limits.landmarkSpread);
  atLeast('FACE_BLURRED', measures.sharpness, limits.sharpness);
  return findings;
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
