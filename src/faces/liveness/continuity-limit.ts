import type { DistanceEvidence } from '../decision/distance-evidence.js';

/**
 * Share of strangers whom the limit takes for the same person. It holds one session together, it names nobody: it must let turned
 * faces through, whose distances to the straight one are larger.
 */
const FMR_MAX = 0.03;

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
