import type { DistanceEvidence } from './distance-evidence.js';
import { isOwnPhoto } from './enrolment-decision.js';
import { direction, euclideanDistance, meanTemplate } from './template.js';

/**
 * Distance below which two photographs are the same one, or the next picture of one moment, as a share of what half of a person's
 * photographs keep. `npm run bench:bursts` tells how many photographs of different days it would leave out.
 */
const NEAR_COPY_SHARE = 0.25;

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

/**
 * Which photographs a template gains nothing by, since they nearly repeat one of `known` or one before them.
 * @param known encodings that the template has
 */
export function nearCopies(
  evidence: DistanceEvidence,
  encodings: readonly Float32Array[],
  known: readonly Float32Array[] = [],
): boolean[] {
  const limit = NEAR_COPY_SHARE * evidence.genuineMedian;
  const kept = known.map((encoding) => direction(encoding));
  return encodings.map((encoding) => {
    const pointing = direction(encoding);
    const isCopy = kept.some((each) => euclideanDistance(pointing, each) < limit);
    if (!isCopy) kept.push(pointing);
    return isCopy;
  });
}
