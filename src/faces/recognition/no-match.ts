import type { QualityFinding } from '../embedding/photo-analysis.js';

/** Why nobody is named: the decision's reasons, then the photos'. */
export const NO_MATCH_CODES = [
  'NO_MATCH',
  'AMBIGUOUS_MATCH',
  'NO_FACE',
  'SEVERAL_FACES',
  'FACE_UNUSABLE',
  'PHOTOS_DIFFER',
] as const;
export type NoMatchCode = (typeof NO_MATCH_CODES)[number];

export interface NoMatch {
  kind: 'no-match';
  code: NoMatchCode;
  /** What the person could change; empty when the photo was good. */
  findings: readonly QualityFinding[];
}
