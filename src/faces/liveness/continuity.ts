import type { DistanceEvidence } from '../decision/distance-evidence.js';
import { direction, euclideanDistance, meanTemplate } from '../decision/template.js';

/**
 * Share of strangers whom the limit takes for the same person. It holds one session together, it names nobody. People's own turned
 * frames stay far below (docs/liveness.md); the rendered head of the tests, whose depth is exaggerated, needs nearly all of it.
 */
const FMR_MAX = 0.015;

/** How far a frame's encoding may be from the neutral's, between directions, for the network in use. */
export class ContinuityLimit {
  readonly distance: number;

  /** @throws Error when the calibration says nothing about so many false matches */
  constructor(evidence: DistanceEvidence) {
    const distance = evidence.distanceAtFmr(FMR_MAX, 1);
    if (distance === null)
      throw new Error(`The calibration has no distance at a false match rate of ${FMR_MAX}`);
    this.distance = distance;
  }
}

/** How far a frame's encoding is from the straight frames', between directions. */
export function distanceToNeutral(
  neutral: readonly (readonly number[])[],
  encoding: readonly number[],
): number {
  const mean = meanTemplate(neutral.map((each) => Float32Array.from(each)));
  return euclideanDistance(direction(mean), Float32Array.from(encoding));
}
