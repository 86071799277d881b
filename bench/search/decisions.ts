import {
  type Candidate,
  decideIdentification,
  type IdentificationDecision,
} from '../../src/faces/decision/decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { MatchLimits } from '../../src/faces/recognition/match-limits.js';

/** As the service has them by default. */
export const LIMITS = new MatchLimits(0.6, 0.01, 1e-3, 0.01, 1e-3);

/** What a decision comes to: who is named, or why nobody. */
export interface Name {
  kind: IdentificationDecision['kind'];
  userId: string | null;
}

export type Decide = (candidates: readonly Candidate[]) => Name;

/** Decisions in a gallery of so many users. */
export function decisionsAmong(evidence: DistanceEvidence, users: number): Decide {
  return (candidates) => nameOf(decideIdentification(evidence, { ...LIMITS, candidates, users }));
}

export function nameOf(decision: IdentificationDecision): Name {
  return { kind: decision.kind, userId: decision.kind === 'match' ? decision.userId : null };
}
