import type { DistanceEvidence } from '../decision/distance-evidence.js';

/** What distances between encodings of the predecessor's network mean; null when the network in use has none. */
export class EarlierEvidence {
  constructor(readonly evidence: DistanceEvidence | null) {}
}
