import { fmrForFpir, MARGINS } from '../faces/decision/decision.js';
import type { DistanceEvidence } from '../faces/decision/distance-evidence.js';
import type { MatchLimits } from '../faces/recognition/match-limits.js';

/** Encodings in the templates that the curves are for: one photograph, and the three of a guided enrolment. */
const TEMPLATES = [1, 3] as const;

export interface ErrorPoint {
  distance: number;
  fmr: number;
  fnmr: number;
}

export interface Thresholds {
  users: number;
  /** Greatest FMR that a search may name by, at this number of users; null: the calibration vouches for none so small. */
  searchFmr: number | null;
  /** Greatest FMR that a claim may pass by. */
  claimFmr: number;
  curves: {
    encodings: number;
    searchDistance: number | null;
    claimDistance: number | null;
    points: ErrorPoint[];
  }[];
}

/** The limits that decisions are made by at a gallery's size, and what other limits would let pass or miss. */
export function thresholdsFor(
  evidence: DistanceEvidence,
  { maxFpir, maxFmr }: Pick<MatchLimits, 'maxFpir' | 'maxFmr'>,
  users: number,
): Thresholds {
  const { claims, searches } = evidence.worstGroup;
  const claimFmr = maxFmr / claims;
  const allowed = Math.min(fmrForFpir(maxFpir, users) / (MARGINS.gallery * searches), claimFmr);
  const searchFmr = allowed < evidence.leastFmr ? null : allowed;
  const distances = evidence.calibration.curves[0]?.points.map(({ distance }) => distance) ?? [];
  return {
    users,
    searchFmr,
    claimFmr,
    curves: TEMPLATES.map((encodings) => ({
      encodings,
      searchDistance: searchFmr === null ? null : evidence.distanceAtFmr(searchFmr, encodings),
      claimDistance: evidence.distanceAtFmr(claimFmr, encodings),
      points: distances.map((distance) => ({
        distance,
        fmr: evidence.fmr(distance, encodings),
        fnmr: evidence.fnmr(distance, encodings),
      })),
    })),
  };
}
