import type { DistanceEvidence } from '../decision/distance-evidence.js';
import { direction, euclideanDistance } from '../decision/template.js';

/**
 * Share of photographs of one person, taken at different times, that the limit would take for somebody else. Frames of one session
 * are nearer to each other, also when the head is turned (docs/liveness.md): what these do not need, strangers do not get.
 */
const FNMR = 0.015;
/** Halvings of the greatest distance between directions, 2. */
const STEPS = 30;

/** How far a frame's encoding may be from the neutral's, between directions, for the network in use. */
export class ContinuityLimit {
  readonly distance: number;

  constructor(evidence: DistanceEvidence) {
    let [low, high] = [0, 2];
    for (let step = 0; step < STEPS; step++) {
      const middle = (low + high) / 2;
      if (evidence.fnmr(middle, 1) > FNMR) low = middle;
      else high = middle;
    }
    this.distance = high;
  }
}

/** How far a frame's encoding is from the straight frames', between directions. */
export function distanceToNeutral(
  neutral: readonly (readonly number[])[],
  encoding: readonly number[],
): number {
  const sum = encoding.map((_, i) => neutral.reduce((total, each) => total + (each[i] ?? 0), 0));
  return euclideanDistance(direction(Float32Array.from(sum)), Float32Array.from(encoding));
}
