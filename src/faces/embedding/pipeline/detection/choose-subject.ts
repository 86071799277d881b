import type { Box } from '../../photo-analysis.js';

/** `npm run bench:detection` counts what other values would do. */
export const SUBJECT_RULES = {
  /** A face must be this many times as prominent as the next one to be the subject beyond doubt. */
  clearLead: 2,
  /** Prominence of a face in the corner of the photograph, relative to one of the same size in its centre. */
  cornerWeight: 0.25,
  /** Distances from the photograph's centre, as shares of half its diagonal: in the middle, and at its edge. */
  middle: 0.2,
  edge: 0.44,
  /** Two faces are of comparable size when neither box has less than this share of the other's area. */
  comparable: 0.5,
};
export type SubjectRules = typeof SUBJECT_RULES;

export interface SubjectChoice {
  /** Index of the face that is beyond doubt the subject; null when there is none or several could be meant. */
  subject: number | null;
  /** Index of the most prominent face, clear or not; null when there is no face. */
  prominent: number | null;
}

/**
 * Which face the photograph is of. Prominence is the box's area times a weight that falls linearly from 1 in the centre
 * to `cornerWeight` in the corners. The most prominent face is the subject when it leads the next one by `clearLead`, or
 * when it is in the middle and only one other face is of its size, and that one at the edge: somebody who came into the
 * picture. Two people side by side, or a row of three, stay ambiguous.
 */
export function chooseSubject(
  boxes: readonly Box[],
  width: number,
  height: number,
  rules: SubjectRules = SUBJECT_RULES,
): SubjectChoice {
  const { clearLead, middle, edge, comparable } = rules;
  const faces = boxes
    .map((box, index) => ({
      index,
      area: box.width * box.height,
      offCentre: offCentreOf(box, width, height),
      prominence: prominenceOf(box, width, height, rules),
    }))
    .sort((a, b) => b.prominence - a.prominence);
  const [first, ...others] = faces;
  if (!first) return { subject: null, prominent: null };
  const leads = first.prominence >= clearLead * (others[0]?.prominence ?? 0);
  const rivals = others.filter(({ area }) => area > comparable * first.area);
  const isAlone =
    first.offCentre < middle &&
    rivals.length === 1 &&
    rivals.every(({ area, offCentre }) => offCentre > edge && first.area > comparable * area);
  return { subject: leads || isAlone ? first.index : null, prominent: first.index };
}

/** The box's area, weighted by its place. */
export function prominenceOf(
  box: Box,
  width: number,
  height: number,
  { cornerWeight }: SubjectRules = SUBJECT_RULES,
): number {
  return box.width * box.height * (1 - (1 - cornerWeight) * offCentreOf(box, width, height));
}

/** How far the box's centre is from the photograph's, 0 in the middle, 1 in a corner. */
function offCentreOf(box: Box, width: number, height: number): number {
  const distance = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  return Math.min(distance / (Math.hypot(width, height) / 2), 1);
}
