const FOLDS = 10;

/** One labelled pair; `distance` is null when a photograph of it gave no encoding. */
export interface ScoredPair {
  same: boolean;
  distance: number | null;
}

export interface TenFoldAccuracy {
  /** Mean over the folds; pairs without a distance count as wrong. */
  accuracy: number;
  /** Standard error of that mean. */
  standardError: number;
  /** The threshold of each fold. */
  thresholds: number[];
}

/**
 * LFW's protocol (Huang et al. 2007): each tenth is judged by the threshold that is most accurate on the other nine.
 * Folds are dealt in the file's order, genuine and impostor pairs separately, so that each has its share of both.
 */
export function tenFoldAccuracy(pairs: readonly ScoredPair[]): TenFoldAccuracy {
  const folds = dealt(pairs);
  const results = folds.map((tested) => {
    const threshold = mostAccurate(folds.filter((fold) => fold !== tested).flat());
    const right = tested.filter(
      ({ same, distance }) => distance !== null && distance <= threshold === same,
    ).length;
    return { threshold, accuracy: tested.length === 0 ? NaN : right / tested.length };
  });
  const filled = results.filter(({ accuracy }) => !Number.isNaN(accuracy));
  const accuracy = filled.reduce((sum, fold) => sum + fold.accuracy, 0) / filled.length;
  const variance =
    filled.reduce((sum, fold) => sum + (fold.accuracy - accuracy) ** 2, 0) / Math.max(filled.length - 1, 1);
  return {
    accuracy,
    standardError: Math.sqrt(variance / filled.length),
    thresholds: results.map(({ threshold }) => threshold),
  };
}

function dealt(pairs: readonly ScoredPair[]): ScoredPair[][] {
  const folds: ScoredPair[][] = Array.from({ length: FOLDS }, () => []);
  for (const same of [true, false]) {
    pairs.filter((pair) => pair.same === same).forEach((pair, i) => folds[i % FOLDS]?.push(pair));
  }
  return folds;
}

/** Half way between the two neighbouring distances that separate best. */
function mostAccurate(pairs: readonly ScoredPair[]): number {
  const scored = pairs
    .flatMap(({ same, distance }) => (distance === null ? [] : [{ same, distance }]))
    .sort((a, b) => a.distance - b.distance);
  let right = scored.filter(({ same }) => !same).length;
  let most = right;
  let threshold = 0;
  scored.forEach(({ same, distance }, i) => {
    right += same ? 1 : -1;
    if (right <= most) return;
    most = right;
    threshold = (distance + (scored[i + 1]?.distance ?? distance)) / 2;
  });
  return threshold;
}
