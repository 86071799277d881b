import type { AnalyzedFace } from '../embedding/photo-analysis.js';

/**
 * How far what is seen of a face can be trusted. `altered`: something covers part of it, or frames the eyes thickly, and makes strangers alike;
 * `unreadable`: so much that landmarks find no face in it, and strangers are most alike.
 */
export const DOUBTS = ['none', 'altered', 'unreadable'] as const;
export type Doubt = (typeof DOUBTS)[number];

/** Chance from which on a face counts as altered: docs/quality.md says whom of ordinary photographs that concerns. */
const ALTERED = 0.3;

export function doubtAbout({ covered, findings }: Pick<AnalyzedFace, 'covered' | 'findings'>): Doubt {
  if (covered.altered < ALTERED) return 'none';
  return findings.some(({ code }) => code === 'FACE_TURNED_AWAY') ? 'unreadable' : 'altered';
}

export function greatestDoubt(doubts: readonly Doubt[]): Doubt {
  return DOUBTS.findLast((doubt) => doubts.includes(doubt)) ?? 'none';
}
