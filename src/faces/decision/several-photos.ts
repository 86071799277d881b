import type { DistanceEvidence } from './distance-evidence.js';
import { isOwnPhoto } from './enrolment-decision.js';
import { direction, euclideanDistance, meanTemplate } from './template.js';

/**
 * Distance below which two files show one photograph, as a share of what half of a person's photographs keep: just below the nearest of 1,454 pairs of different photographs (`npm run bench:copies`, docs/decision.md).
 */
const NEAR_COPY_SHARE = 0.36;

/**
 * A person's photographs are farther from each other than from their mean: so many times the share of other people is accepted between
 * two of them. `npm run bench:identity` tells whom that refuses.
 */
const PAIR_FMR_FACTOR = 2;

/**
 * Of photographs that are said to show one person, those that do not show the person of the others: each is compared with the mean
 * of all others. Of two that differ, it is both.
 * @param maxFmr greatest accepted share of other people whose photo would join, 0..1
 */
export function strangersAmong(
  evidence: DistanceEvidence,
  encodings: readonly Float32Array[],
  maxFmr: number,
): boolean[] {
  if (encodings.length < 2) return encodings.map(() => false);
  return encodings.map((encoding, i) => {
    const others = encodings.filter((_, j) => j !== i);
    const distance = euclideanDistance(direction(encoding), meanTemplate(others));
    return !isOwnPhoto(evidence, { distance, encodings: others.length, maxFmr });
  });
}

/** Between directions: photographs that are nearer to each other are near copies. */
export function nearCopyDistance({ genuineMedian }: DistanceEvidence): number {
  return NEAR_COPY_SHARE * genuineMedian;
}

/**
 * Whether a photograph agrees with each of the others by itself. A picture between two people, a morph, agrees with both and would let
 * them pass as one person; they do not agree with each other.
 * @param maxFmr greatest accepted share of other people whose photo would join, 0..1
 */
export function agreesWithEach(
  evidence: DistanceEvidence,
  encoding: Float32Array,
  others: readonly Float32Array[],
  maxFmr: number,
): boolean {
  const pointing = direction(encoding);
  return others.every((other) => {
    const distance = euclideanDistance(pointing, direction(other));
    return isOwnPhoto(evidence, { distance, encodings: 1, maxFmr: PAIR_FMR_FACTOR * maxFmr });
  });
}

/**
 * Which photographs a template gains nothing by, since they nearly repeat one of `known` or one before them.
 * @param known encodings that the template has
 */
export function nearCopies(
  evidence: DistanceEvidence,
  encodings: readonly Float32Array[],
  known: readonly Float32Array[] = [],
): boolean[] {
  const limit = nearCopyDistance(evidence);
  const kept = known.map((encoding) => direction(encoding));
  return encodings.map((encoding) => {
    const pointing = direction(encoding);
    const isCopy = kept.some((each) => euclideanDistance(pointing, each) < limit);
    if (!isCopy) kept.push(pointing);
    return isCopy;
  });
}
