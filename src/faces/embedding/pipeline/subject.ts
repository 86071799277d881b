import type { Box } from '../photo-analysis.js';

/** A face must be this many times as prominent as the next one to be the subject beyond doubt. */
const CLEAR_LEAD = 2;
/** Prominence of a face in the corner of the photograph, relative to one of the same size in its centre. */
const CORNER_WEIGHT = 0.25;

/**
 * The face that the photograph is clearly of: prominence is the box's area times a weight that falls linearly from 1
 * in the centre to CORNER_WEIGHT in the corners, and the most prominent face must lead the next one by CLEAR_LEAD.
 * @returns its index; null when there is no face or several could be meant
 */
export function chooseSubject(boxes: readonly Box[], width: number, height: number): number | null {
  let best = -1;
  let most = 0;
  let next = 0;
  boxes.forEach((box, index) => {
    const prominence = prominenceOf(box, width, height);
    if (prominence > most) {
      next = most;
      most = prominence;
      best = index;
    } else if (prominence > next) {
      next = prominence;
    }
  });
  return best >= 0 && most >= CLEAR_LEAD * next ? best : null;
}

export function prominenceOf(box: Box, width: number, height: number): number {
  const fromCentre = Math.hypot(box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2);
  const offCentre = Math.min(fromCentre / (Math.hypot(width, height) / 2), 1);
  return box.width * box.height * (1 - (1 - CORNER_WEIGHT) * offCentre);
}
