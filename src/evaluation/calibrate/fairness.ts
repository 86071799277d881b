import { rowDistance } from '../distances.js';
import type { People } from './impostors.js';

/** False matches of one group of people at the distance where everybody's pairs have `level`. */
export interface GroupRates {
  group: string;
  people: number;
  photographs: number;
  /** Impostor comparisons within the group, and the share of them that matches: what a claim by one's like meets. */
  pairs: number;
  fmr: number;
  /** The same of the group's photographs against everybody: what a search in such a gallery meets. */
  fmrAgainstAll: number;
  /** Genuine comparisons of the group, and the share that does not match. */
  genuine: number;
  fnmr: number;
}

/** A group's false match rate is told from this many matching impostors on. */
const MIN_GROUP_EVENTS = 10;

/** @param groupOf of each person by number; undefined: in no group */
export function groupRates(
  { encodings, rowsOf }: People,
  groupOf: readonly (string | undefined)[],
  distance: number,
): GroupRates[] {
  return namesOf(groupOf).map((group) => {
    const members = rowsOf.flatMap((rows, person) => (groupOf[person] === group ? [{ person, rows }] : []));
    const count = { pairs: 0, matches: 0, all: 0, allMatches: 0, genuine: 0, missed: 0 };
    for (const { person, rows } of members) {
      for (const row of rows) {
        rowsOf.forEach((others, other) => {
          for (const each of others) {
            if (each === row) continue;
            const isMatch = rowDistance(encodings, row, encodings, each) <= distance;
            if (other === person) {
              count.genuine += 1;
              if (!isMatch) count.missed += 1;
              continue;
            }
            count.all += 1;
            if (isMatch) count.allMatches += 1;
            if (groupOf[other] !== group) continue;
            count.pairs += 1;
            if (isMatch) count.matches += 1;
          }
        });
      }
    }
    // Within the group every pair was met from both of its ends.
    return {
      group,
      people: members.length,
      photographs: members.reduce((sum, { rows }) => sum + rows.length, 0),
      pairs: count.pairs / 2,
      fmr: count.matches / Math.max(count.pairs, 1),
      fmrAgainstAll: count.allMatches / Math.max(count.all, 1),
      genuine: count.genuine / 2,
      fnmr: count.missed / Math.max(count.genuine, 1),
    };
  });
}

/**
 * The distance at which no group's impostors match one of their own more often than at `rate`; null when no group is large enough
 * to tell.
 */
export function distanceForEveryGroup(
  { encodings, rowsOf }: People,
  groupOf: readonly (string | undefined)[],
  rate: number,
): number | null {
  const distances = namesOf(groupOf).flatMap((group) => {
    const members = rowsOf.flatMap((rows, person) => (groupOf[person] === group ? [{ person, rows }] : []));
    const within: number[] = [];
    members.forEach(({ rows }, index) => {
      for (const { rows: others } of members.slice(index + 1)) {
        for (const row of rows) {
          for (const other of others) within.push(rowDistance(encodings, row, encodings, other));
        }
      }
    });
    const allowed = within.length * rate;
    if (allowed < MIN_GROUP_EVENTS) return [];
    // So few that chance alone hardly brings the rate of such people above `rate`: k + 1.64 √k + 1 bounds a Poisson mean from above.
    let events = 0;
    while (events + 1 + 1.64 * Math.sqrt(events + 1) + 1 <= allowed) events += 1;
    return Float64Array.from(within).sort()[events - 1] ?? [];
  });
  return distances.length === 0 ? null : Math.min(...distances);
}

function namesOf(groupOf: readonly (string | undefined)[]): string[] {
  return [...new Set(groupOf.filter((group) => group !== undefined))].sort();
}
