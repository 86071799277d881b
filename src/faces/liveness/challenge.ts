import { LIVENESS_RULES } from './liveness-rules.js';

/** The person's own left and right. */
export const DIRECTIONS = ['left', 'right', 'up', 'down'] as const;
export type Direction = (typeof DIRECTIONS)[number];

const ALWAYS: readonly Direction[] = ['left', 'right'];

/** A number from 0 to below `choices`, e.g. `crypto.randomInt`. */
export type Draw = (choices: number) => number;

/**
 * Draws the next direction: left and right come in every session, no direction twice in a row. Drawn only when the one
 * before is done, so that nobody, the server included, knows it earlier.
 * @param taken the directions before, in their order
 */
export function nextDirection(taken: readonly Direction[], draw: Draw): Direction {
  const choices = possibleNext(taken);
  const chosen = choices[draw(choices.length)];
  if (chosen === undefined) throw new RangeError('A draw is at least 0 and below the number of choices');
  return chosen;
}

/** What may follow, such that left and right still fit in. */
export function possibleNext(taken: readonly Direction[]): Direction[] {
  const left = LIVENESS_RULES.directions - taken.length;
  const owed = ALWAYS.filter((direction) => !taken.includes(direction));
  const choices = owed.length >= left ? owed : DIRECTIONS;
  return choices.filter((direction) => direction !== taken.at(-1));
}
