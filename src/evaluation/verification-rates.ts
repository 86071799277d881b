import type { ScoreDistribution } from './score-distribution.js';

export const FMR_TARGETS = [1e-2, 1e-3, 1e-4] as const;

/** Genuine and impostor distances of one set of comparisons. */
export interface Comparisons {
  genuine: ScoreDistribution;
  impostor: ScoreDistribution;
}

/** One point of the rule "same person at or below `distance`". */
export interface OperatingPoint {
  distance: number;
  fmr: number;
  fnmr: number;
}

export interface VerificationRates {
  genuinePairs: number;
  impostorPairs: number;
  /** Where both errors are equal. */
  eer: OperatingPoint;
  /** Area under the ROC curve: how often a genuine pair is closer than an impostor pair. */
  auc: number;
  /** True accept rate at each false match rate; null where there are too few impostor pairs to tell. */
  atFmr: { fmr: number; tar: number | null; distance: number | null }[];
}

export function verificationRates(comparisons: Comparisons): VerificationRates {
  const { genuine, impostor } = comparisons;
  return {
    genuinePairs: genuine.total,
    impostorPairs: impostor.total,
    eer: equalErrorPoint(comparisons),
    auc: areaUnderCurve(comparisons),
    atFmr: FMR_TARGETS.map((fmr) => {
      if (impostor.total * fmr < 1) return { fmr, tar: null, distance: null };
      const distance = impostor.distanceAtShare(fmr);
      return { fmr, tar: genuine.shareBelow(distance), distance };
    }),
  };
}

export function operatingPoint({ genuine, impostor }: Comparisons, distance: number): OperatingPoint {
  return { distance, fmr: impostor.shareBelow(distance), fnmr: 1 - genuine.shareBelow(distance) };
}

/** FMR rises and FNMR falls with the distance: bisection finds where they meet. */
function equalErrorPoint(comparisons: Comparisons): OperatingPoint {
  const { step, max } = comparisons.impostor;
  let low = 0;
  let high = Math.round(max / step);
  while (low < high) {
    const middle = (low + high) >> 1;
    const { fmr, fnmr } = operatingPoint(comparisons, middle * step);
    if (fmr < fnmr) low = middle + 1;
    else high = middle;
  }
  return operatingPoint(comparisons, low * step);
}

function areaUnderCurve({ genuine, impostor }: Comparisons): number {
  const { step, max } = impostor;
  let area = 0;
  let fmr = 0;
  let tar = 0;
  for (let i = 1; i <= Math.round(max / step); i++) {
    const nextFmr = impostor.shareBelow(i * step);
    const nextTar = genuine.shareBelow(i * step);
    area += (nextFmr - fmr) * ((tar + nextTar) / 2);
    fmr = nextFmr;
    tar = nextTar;
  }
  return area;
}
