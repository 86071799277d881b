import type { Calibration } from '../faces/decision/calibration.js';
import type { ThresholdInterval } from './bootstrap.js';
import type { Evaluation, Failures } from './evaluation.js';
import type { IdentificationTrial } from './identification.js';
import { type Comparisons, operatingPoint, type VerificationRates } from './verification-rates.js';

const HISTOGRAM_BINS = 60;
const CURVE_POINTS = 400;
/** The curves are drawn over distances up to the one that nearly every impostor pair exceeds. */
const DRAWN_SHARE = 0.999;

export interface ReportCurves {
  /** FMR and FNMR by distance, for the ROC and DET curves. */
  points: { distance: number; fmr: number; fnmr: number }[];
  histogram: { from: number; to: number; genuine: number[]; impostor: number[] };
}

export interface RatesReport extends VerificationRates {
  curves: ReportCurves;
}

/** What `--json` writes and `--html` draws. */
export interface EvaluationReport {
  pairsFile: string;
  createdAt: string;
  model: string;
  engine: string;
  runtime: string;
  photos: Failures;
  millisecondsPerPhoto: number | null;
  labelled: RatesReport & {
    pairs: number;
    scored: number;
    tenFold: { accuracy: number; standardError: number; thresholds: number[]; accuracyAsServed: number };
  };
  allPairs: (RatesReport & { identities: number; intervals: ThresholdInterval[] }) | null;
  calibration: Calibration | null;
  identification: IdentificationTrial[] | null;
}

export interface RunFacts {
  pairsFile: string;
  model: string;
  engine: string;
  runtime: string;
  /** Null when every encoding came from the cache. */
  millisecondsPerPhoto: number | null;
}

export function toReport(evaluation: Evaluation, facts: RunFacts): EvaluationReport {
  const { labelled, survey, failures, calibration, identification } = evaluation;
  return {
    ...facts,
    createdAt: new Date().toISOString(),
    photos: failures,
    labelled: {
      pairs: labelled.pairs,
      scored: labelled.scored,
      tenFold: {
        accuracy: labelled.accuracy,
        standardError: labelled.standardError,
        thresholds: labelled.thresholds,
        accuracyAsServed: labelled.accuracyAsServed,
      },
      ...labelled.rates,
      curves: curvesOf(labelled.comparisons),
    },
    allPairs: survey && {
      identities: survey.identities,
      intervals: survey.intervals,
      ...survey.rates,
      curves: curvesOf(survey.comparisons),
    },
    calibration,
    identification,
  };
}

function curvesOf(comparisons: Comparisons): ReportCurves {
  const { genuine, impostor } = comparisons;
  const to = Math.max(impostor.distanceAtShare(DRAWN_SHARE), genuine.distanceAtShare(1)) || 1;
  return {
    points: Array.from({ length: CURVE_POINTS }, (_, i) =>
      operatingPoint(comparisons, ((i + 1) * to) / CURVE_POINTS),
    ).filter(({ fmr, fnmr }) => fmr > 0 || fnmr < 1),
    histogram: {
      from: 0,
      to,
      genuine: genuine.histogram(0, to, HISTOGRAM_BINS),
      impostor: impostor.histogram(0, to, HISTOGRAM_BINS),
    },
  };
}
