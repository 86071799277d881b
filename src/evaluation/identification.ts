import {
  type Candidate,
  CANDIDATES,
  decideIdentification,
  type DecisionMargins,
} from '../faces/decision/decision.js';
import type { DistanceEvidence } from '../faces/decision/distance-evidence.js';
import { direction, meanTemplate } from '../faces/decision/template.js';
import { TemplateMatrix } from '../faces/gallery/template-matrix.js';

/** What the service decides by. */
export interface IdentificationRules {
  evidence: DistanceEvidence;
  threshold: number;
  maxFpir: number;
  maxFmr: number;
  /** MAX_ENCODINGS_PER_USER. */
  maxEncodings: number;
  /** Others than the service's. */
  margins?: DecisionMargins;
}

export interface Photograph {
  person: string;
  encoding: Float32Array;
}

/** How the probes of one trial fared. */
export interface IdentificationCounts {
  /** Probes of enrolled people. */
  mated: number;
  /** Of those, the ones that were not named as who they are. */
  missed: number;
  /** Of those, the ones that were named as somebody else. */
  misnamed: number;
  /** Probes of people who are not enrolled, and how many of them were named as somebody. */
  strangers: number;
  named: number;
}

export interface IdentificationTrial {
  /** At most this many encodings make a template. */
  maxEncodings: number;
  users: number;
  decision: IdentificationCounts;
  /** The nearest user, if at most `FIXED_DISTANCE` away: what a service without a calibration does. */
  fixed: IdentificationCounts;
}

/** dlib's customary 0.6 between encodings, which are 1.43 long on average, as a distance between directions. */
export const FIXED_DISTANCE = 0.42;

/**
 * Enrols everybody who has two or more photographs, once by one of them and once by as many as the service keeps. Each of
 * these photographs is a probe against the others (leave-one-out); those of all other people are the strangers.
 * @returns null when nobody has two photographs
 */
export function identify(
  photographs: readonly Photograph[],
  rules: IdentificationRules,
): IdentificationTrial[] | null {
  const people = new Map<string, Float32Array[]>();
  for (const { person, encoding } of photographs) {
    people.set(person, [...(people.get(person) ?? []), direction(encoding)]);
  }
  const enrolled = [...people].filter(([, encodings]) => encodings.length > 1);
  const strangers = [...people.values()].filter((encodings) => encodings.length === 1).flat();
  const dimension = enrolled[0]?.[1][0]?.length;
  if (dimension === undefined) return null;
  return [...new Set([1, rules.maxEncodings])].map((maxEncodings) =>
    tryGallery(enrolled, strangers, new TemplateMatrix(dimension), { ...rules, maxEncodings }),
  );
}

function tryGallery(
  enrolled: readonly (readonly [string, Float32Array[]])[],
  strangers: readonly Float32Array[],
  gallery: TemplateMatrix,
  rules: IdentificationRules,
): IdentificationTrial {
  const enrol = (userId: string, photographs: readonly Float32Array[]) => {
    const encodings = photographs.slice(0, rules.maxEncodings);
    gallery.set({ userId, encodings: encodings.length, mean: meanTemplate(encodings), change: 1 });
  };
  for (const [userId, photographs] of enrolled) enrol(userId, photographs);
  const decision: IdentificationCounts = { mated: 0, missed: 0, misnamed: 0, strangers: 0, named: 0 };
  const fixed = { ...decision };
  for (const [userId, photographs] of enrolled) {
    photographs.forEach((probe, index) => {
      enrol(userId, photographs.toSpliced(index, 1));
      const answers = answersTo(probe, gallery, rules);
      countMated(decision, answers.decision, userId);
      countMated(fixed, answers.fixed, userId);
    });
    enrol(userId, photographs);
  }
  for (const probe of strangers) {
    const answers = answersTo(probe, gallery, rules);
    countStranger(decision, answers.decision);
    countStranger(fixed, answers.fixed);
  }
  return { maxEncodings: rules.maxEncodings, users: gallery.size, decision, fixed };
}

/** Whom the service names of the CANDIDATES nearest users; null for nobody. @param users in the gallery */
export function nameAmong(
  candidates: readonly Candidate[],
  users: number,
  { evidence, ...limits }: Omit<IdentificationRules, 'maxEncodings'>,
): string | null {
  const decision = decideIdentification(evidence, { ...limits, candidates, users });
  return decision.kind === 'match' ? decision.userId : null;
}

/** Whom each rule names; null for nobody. */
function answersTo(probe: Float32Array, gallery: TemplateMatrix, rules: IdentificationRules) {
  const candidates = gallery.nearest(probe, CANDIDATES);
  const [nearest] = candidates;
  return {
    decision: nameAmong(candidates, gallery.size, rules),
    fixed: nearest && nearest.distance <= FIXED_DISTANCE ? nearest.userId : null,
  };
}

function countMated(counts: IdentificationCounts, named: string | null, userId: string): void {
  counts.mated += 1;
  if (named !== userId) counts.missed += 1;
  if (named !== null && named !== userId) counts.misnamed += 1;
}

function countStranger(counts: IdentificationCounts, named: string | null): void {
  counts.strangers += 1;
  if (named !== null) counts.named += 1;
}
