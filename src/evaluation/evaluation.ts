import type { Calibration } from '../faces/decision/calibration.js';
import { direction, euclideanDistance } from '../faces/decision/template.js';
import { bootstrapThresholds, type ThresholdInterval } from './bootstrap.js';
import { buildCalibration } from './build-calibration.js';
import { toMatrix } from './distances.js';
import type { PhotoOutcome } from './encoding-cache.js';
import { identify, type IdentificationRules, type IdentificationTrial } from './identification.js';
import { groupByIdentity, identityOf } from './identities.js';
import { type LabelledPair, photosOf } from './pairs-file.js';
import { ScoreDistribution } from './score-distribution.js';
import { surveyAllPairs } from './survey.js';
import { tenFoldAccuracy, type TenFoldAccuracy } from './ten-fold.js';
import { type Comparisons, verificationRates, type VerificationRates } from './verification-rates.js';

export interface EvaluationOptions {
  /** Null: the parent folder names the person. */
  identityPattern: RegExp | null;
  bootstrapRounds: number;
  /** Version of the pipeline and where the photographs come from, for the calibration. */
  model: string;
  provenance: string;
  /** Null: identification is not measured. */
  identification: IdentificationRules | null;
}

export interface Failures {
  photos: number;
  /** Photographs without an encoding, by reason: NO_FACE or the error's code. */
  byReason: Record<string, number>;
  /** Their paths. */
  list: { photo: string; reason: string }[];
  /** Photographs that the service refuses because several faces could be meant; here the most prominent one counts. */
  ambiguous: string[];
}

/** The labelled pairs of the file. */
export interface PairResults extends TenFoldAccuracy {
  pairs: number;
  scored: number;
  /** The same accuracy when pairs with an ambiguous photograph count as wrong, too: what the service's users meet. */
  accuracyAsServed: number;
  comparisons: Comparisons;
  rates: VerificationRates;
}

/** All combinations of the photographs. */
export interface SurveyResults {
  identities: number;
  comparisons: Comparisons;
  rates: VerificationRates;
  intervals: ThresholdInterval[];
}

export interface Evaluation {
  failures: Failures;
  labelled: PairResults;
  /** Null when fewer than two identities are known. */
  survey: SurveyResults | null;
  calibration: Calibration | null;
  /** Null when it was not asked for or nobody has two photographs. */
  identification: IdentificationTrial[] | null;
}

export function evaluate(
  pairs: readonly LabelledPair[],
  outcomes: ReadonlyMap<string, PhotoOutcome>,
  options: EvaluationOptions,
): Evaluation {
  const failures = failuresOf(photosOf(pairs), outcomes);
  const labelled = evaluatePairs(pairs, outcomes);
  const named = [...outcomes].flatMap(([photo, outcome]) => {
    const name = identityOf(photo, options.identityPattern);
    return 'encoding' in outcome && name !== null ? [{ name, encoding: outcome.encoding }] : [];
  });
  const { identityOfRow, rowsOf } = groupByIdentity(named.map(({ name }) => name));
  if (rowsOf.length < 2) {
    return { failures, labelled, survey: null, calibration: null, identification: null };
  }

  const encodings = toMatrix(named.map(({ encoding }) => direction(encoding)));
  const comparisons = surveyAllPairs(encodings, identityOfRow);
  return {
    failures,
    labelled,
    survey: {
      identities: rowsOf.length,
      comparisons,
      rates: verificationRates(comparisons),
      intervals: bootstrapThresholds(comparisons, rowsOf.length, options.bootstrapRounds),
    },
    calibration: buildCalibration(options.model, options.provenance, comparisons, encodings, rowsOf),
    identification:
      options.identification &&
      identify(
        named.map(({ name, encoding }) => ({ person: name, encoding })),
        options.identification,
      ),
  };
}

function failuresOf(photos: readonly string[], outcomes: ReadonlyMap<string, PhotoOutcome>): Failures {
  const list = photos.flatMap((photo) => {
    const outcome = outcomes.get(photo);
    if (outcome && 'encoding' in outcome) return [];
    return [{ photo, reason: outcome?.failure ?? 'NOT_ANALYSED' }];
  });
  const byReason: Record<string, number> = {};
  for (const { reason } of list) byReason[reason] = (byReason[reason] ?? 0) + 1;
  const ambiguous = photos.filter((photo) => {
    const outcome = outcomes.get(photo);
    return outcome !== undefined && 'encoding' in outcome && outcome.ambiguous;
  });
  return { photos: photos.length, byReason, list, ambiguous };
}

function evaluatePairs(
  pairs: readonly LabelledPair[],
  outcomes: ReadonlyMap<string, PhotoOutcome>,
): PairResults {
  const scored = pairs.map(({ same, a, b }) => {
    const [first, second] = [outcomes.get(a), outcomes.get(b)];
    if (!first || !second || !('encoding' in first) || !('encoding' in second)) {
      return { same, distance: null, ambiguous: false };
    }
    const ambiguous = first.ambiguous || second.ambiguous;
    const distance = euclideanDistance(direction(first.encoding), direction(second.encoding));
    return { same, distance, ambiguous };
  });
  const distances = scored.flatMap(({ distance }) => (distance === null ? [] : [distance]));
  const max = Math.max(...distances, Number.MIN_VALUE) * 1.01;
  const comparisons = { genuine: new ScoreDistribution(max), impostor: new ScoreDistribution(max) };
  for (const { same, distance } of scored) {
    if (distance !== null) (same ? comparisons.genuine : comparisons.impostor).add(distance);
  }
  return {
    pairs: pairs.length,
    scored: distances.length,
    comparisons,
    rates: verificationRates(comparisons),
    ...tenFoldAccuracy(scored),
    accuracyAsServed: tenFoldAccuracy(
      scored.map(({ same, distance, ambiguous }) => ({ same, distance: ambiguous ? null : distance })),
    ).accuracy,
  };
}
