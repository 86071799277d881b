import type { Box } from '../photo-analysis.js';

/** A face must be this many times as prominent as the next one to be the subject beyond doubt. */
const CLEAR_LEAD = 2;
/** Prominence of a face in the corner of the photograph, relative to one of the same size in its centre. */
const CORNER_WEIGHT = 0.25;

export interface Subject {
  /** Index of the face that is beyond doubt the subject; null when there is none or several could be meant. */
  subject: number | null;
  /** Index of the most prominent face, clear or not; null when there is no face. */
  prominent: number | null;
}

/**
 * Which face the photograph is of: prominence is the box's area times a weight that falls linearly from 1 in the
 * centre to CORNER_WEIGHT in the corners; it is the subject when it leads the next one by CLEAR_LEAD.
 */
export function chooseSubject(boxes: readonly Box[], width: number, height: number): Subject {
  let prominent: number | null = null;
  let most = 0;
  let next = 0;
  boxes.forEach((box, index) => {
    const prominence = prominenceOf(box, width, height);
    if (prominence > most) {
      next = most;
      most = prominence;
      prominent = index;
    } else if (prominence > next) {
      next = prominence;
    }
  });
  return { subject: most >= CLEAR_LEAD * next ? prominent : null, prominent };
}

export function prominenceOf(box: Box, width: number, height: number): number {
  const fromCentre = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  const offCentre = Math.min(fromCentre / (Math.hypot(width, height) / 2), 1);
  return box.width * box.height * (1 - (1 - CORNER_WEIGHT) * offCentre);
}
