import { type Candidate, fmrForFpir, MARGINS } from './decision.js';
import type { DistanceEvidence } from './distance-evidence.js';

export interface OwnPhotoInput {
  /** Between the new photo's direction and the mean of the person's photos: 0..2. */
  distance: number;
  /** Encodings averaged in that mean. */
  encodings: number;
  /** Greatest accepted share of other people whose photo would join, 0..1. */
  maxFmr: number;
}

/**
 * Whether a photo may join those of a person. A rule of its own, laxer than a verification: a person's photos differ more on
 * the day they are enrolled than an owner who is asked to prove herself may, and whoever is refused here cannot enrol at all.
 */
export function isOwnPhoto(
  evidence: DistanceEvidence,
  { distance, encodings, maxFmr }: OwnPhotoInput,
): boolean {
  return Number.isFinite(distance) && evidence.fmr(distance, encodings) <= maxFmr;
}

export interface DuplicateInput {
  /** The nearest other users, in any order. */
  candidates: readonly Candidate[];
  /** Users that the photo was compared with. */
  users: number;
  /** Greatest accepted share of new people who are taken for somebody enrolled, 0..1, however many those are. */
  maxFpir: number;
}

/**
 * Whether a face to be enrolled is enrolled already under another id. To refuse somebody wrongly is the graver error here, as
 * they have no other way in: the false match rate that so many comparisons allow lies below what can be measured in large galleries,
 * where it is overestimated (`DistanceEvidence.extrapolatedFmr`).
 */
export function isDuplicate(
  evidence: DistanceEvidence,
  { candidates, users, maxFpir }: DuplicateInput,
): boolean {
  const { searches, fairFmr } = evidence.worstGroup;
  // Few enrolled people allow many false matches each; those of one group, who meet each other in a small gallery, would be refused.
  const ofMany = fmrForFpir(maxFpir, Math.max(users, candidates.length)) / (MARGINS.gallery * searches);
  const allowedFmr = Math.min(ofMany, fairFmr);
  return candidates.some(
    ({ distance, encodings }) =>
      Number.isFinite(distance) && evidence.extrapolatedFmr(distance, encodings) <= allowedFmr,
  );
}
