import { posterior } from './confidence.js';
import type { DistanceEvidence } from './distance-evidence.js';

/** A user near the probe. */
export interface Candidate {
  userId: string;
  /** Euclidean distance between the probe's direction and the user's template: 0..2. */
  distance: number;
  /** Encodings averaged in that template. */
  encodings: number;
}

export interface IdentificationInput {
  /** The CANDIDATES nearest distinct users, in any order. */
  candidates: readonly Candidate[];
  /** Those that only the predecessor's network knows, by what its distances mean. */
  earlier?: { evidence: DistanceEvidence; candidates: readonly Candidate[] } | null;
  /** Users that the probe was compared with. */
  users: number;
  /** Least confidence that counts as a match, 0..1. */
  threshold: number;
  /** Greatest accepted share of strangers who are named as somebody, 0..1. */
  maxFpir: number;
  /** Greatest accepted share of impostors who pass one comparison: naming is never laxer than verifying. */
  maxFmr: number;
  /** Others than the service's, to measure what those are worth. */
  margins?: DecisionMargins;
}

export interface DecisionMargins {
  /** How many times lower the limit aims than the false positive identification rate that it has to keep. */
  gallery: number;
  /** The runner-up makes the answer ambiguous unless the best candidate is at least this many times likelier. */
  oddsAgainstRunnerUp: number;
}

export type IdentificationDecision =
  | { kind: 'match'; userId: string; confidence: number; by: Network; fmr: number }
  | { kind: 'ambiguous' }
  | { kind: 'unknown'; reason: UnknownReason };

/**
 * `nobody`: nothing to compare with; `threshold`: not confident enough; `fpir`: confident enough for one comparison but
 * not for so many; `calibration`: the gallery is too large for what the calibration can vouch for, nobody is named.
 */
export type UnknownReason = 'nobody' | 'threshold' | 'fpir' | 'calibration';

export interface VerificationInput {
  /** Null when nothing is enrolled to compare with. */
  distance: number | null;
  encodings: number;
  threshold: number;
  /** Greatest accepted share of impostors who pass, 0..1. */
  maxFmr: number;
}

export type VerificationDecision = { kind: 'match'; confidence: number; fmr: number } | { kind: 'non-match' };

/** Which network's encodings a person was recognised by. */
export type Network = 'current' | 'earlier';

/** What the service decides by; measured with other ones in docs/decision.md. */
export const MARGINS: DecisionMargins = { gallery: 1.5, oddsAgainstRunnerUp: 10 };

/** Nearest users that a decision needs: farther ones carry no weight, since who is named must be so much likelier. */
export const CANDIDATES = 5;

/**
 * Who the probe shows. Candidates are ranked by the false match rate of their distance, so that users with different
 * numbers of encodings compare fairly. The best one is named when its confidence reaches the threshold and naming such a
 * candidate keeps the false positive identification rate below `maxFpir`, and no other user is nearly as likely.
 */
export function decideIdentification(
  evidence: DistanceEvidence,
  { candidates, earlier, users, threshold, maxFpir, maxFmr, margins = MARGINS }: IdentificationInput,
): IdentificationDecision {
  const ranked = [
    ...weigh(evidence, candidates, 'current'),
    ...(earlier ? weigh(earlier.evidence, earlier.candidates, 'earlier') : []),
  ].sort((a, b) => a.fmr - b.fmr || b.weight - a.weight);
  const [best, ...rivals] = ranked;
  if (!best) return { kind: 'unknown', reason: 'nobody' };

  const compared = Math.max(users, ranked.length);
  // In a small gallery MAX_FPIR alone would name people whom a verification refuses.
  const { claims, searches } = best.evidence.worstGroup;
  const allowedFmr = Math.min(fmrForFpir(maxFpir, compared) / (margins.gallery * searches), maxFmr / claims);
  if (allowedFmr < best.evidence.leastFmr) return { kind: 'unknown', reason: 'calibration' };
  if (best.fmr > allowedFmr) return { kind: 'unknown', reason: 'fpir' };
  if (posterior(best.weight, [], compared) < threshold) return { kind: 'unknown', reason: 'threshold' };

  const runnerUp = Math.max(...rivals.map(({ weight }) => weight));
  const margin = Math.log(margins.oddsAgainstRunnerUp);
  const confidence = posterior(
    best.weight,
    rivals.map(({ weight }) => weight),
    compared,
  );
  if (best.weight - runnerUp < margin || confidence < threshold) return { kind: 'ambiguous' };
  return { kind: 'match', userId: best.userId, confidence, by: best.by, fmr: best.fmr };
}

/** How likely each candidate is the probe's person: `posterior` given all of them. Likeliest first. */
export function rankCandidates(
  evidence: DistanceEvidence,
  { candidates, earlier, users }: Pick<IdentificationInput, 'candidates' | 'earlier' | 'users'>,
): { userId: string; probability: number }[] {
  const weighed = [
    ...weigh(evidence, candidates, 'current'),
    ...(earlier ? weigh(earlier.evidence, earlier.candidates, 'earlier') : []),
  ];
  const compared = Math.max(users, weighed.length);
  return weighed
    .map((candidate) => {
      const rivals = weighed.filter((each) => each !== candidate).map(({ weight }) => weight);
      return { userId: candidate.userId, probability: posterior(candidate.weight, rivals, compared) };
    })
    .sort((a, b) => b.probability - a.probability);
}

function weigh(evidence: DistanceEvidence, candidates: readonly Candidate[], by: Network) {
  return candidates
    .filter(({ distance }) => Number.isFinite(distance))
    .map(({ userId, distance, encodings }) => ({
      userId,
      by,
      evidence,
      fmr: evidence.fmr(distance, encodings),
      weight: evidence.logLikelihoodRatio(distance, encodings),
    }));
}

/** Whether the probe shows the person of one template. `maxFmr` holds for the worst group of people that was measured. */
export function decideVerification(
  evidence: DistanceEvidence,
  { distance, encodings, threshold, maxFmr }: VerificationInput,
): VerificationDecision {
  if (distance === null || !Number.isFinite(distance)) return { kind: 'non-match' };
  const confidence = posterior(evidence.logLikelihoodRatio(distance, encodings));
  const allowedFmr = maxFmr / evidence.worstGroup.claims;
  const fmr = evidence.fmr(distance, encodings);
  const accepted = fmr <= allowedFmr && confidence >= threshold;
  return accepted ? { kind: 'match', confidence, fmr } : { kind: 'non-match' };
}

/**
 * The false match rate that each of `users` comparisons may have so that a stranger passes none of them with
 * probability 1 − maxFpir: FPIR = 1 − (1 − FMR)^N for independent comparisons (Grother & Ngan, NISTIR 8009).
 */
export function fmrForFpir(maxFpir: number, users: number): number {
  return -Math.expm1(Math.log1p(-maxFpir) / Math.max(1, users));
}
