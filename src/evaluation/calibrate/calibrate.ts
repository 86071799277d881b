import { createHash } from 'node:crypto';
import type { Calibration, CalibrationPoint } from '../../faces/decision/calibration.js';
import { direction } from '../../faces/decision/template.js';
import { toMatrix } from '../distances.js';
import { distanceForEveryGroup, type GroupRates, groupRates } from './fairness.js';
import { fmrLadder, type Rung } from './fmr-ladder.js';
import { compareWithTemplates, type People, type TemplateComparisons } from './impostors.js';

/** Somebody's encodings, in the order of their photographs. */
export interface EncodedPerson {
  name: string;
  encodings: Float32Array[];
}

/** What the calibration says of people whom it was not fitted on. */
export interface HeldRates {
  encodings: number;
  /** The rate that the calibration promises, its distance, and what the others have there. */
  promised: number;
  distance: number;
  fmr: number;
  fnmr: number;
}

export interface CalibrationResult {
  calibration: Calibration;
  fitted: { people: number; photographs: number };
  held: { people: number; photographs: number; rates: HeldRates[]; groups: GroupRates[] };
}

/** Templates of these many encodings are measured. */
const TEMPLATE_SIZES = [1, 2, 3, 4, 5];
/** Fewer genuine comparisons say too little about FNMR. */
const MIN_GENUINE = 100;
/** Groups are compared at the distance where everybody's false match rate is this: MAX_FMR's default. */
const GROUP_LEVEL = 1e-3;
/** What a calibration is checked at, on people whom it was not fitted on. */
const CHECKED = [1e-2, 1e-3, 1e-4, 1e-5];

/**
 * Fits on one half of the people and looks at the other half.
 * @param groupOf group by name; empty: groups are not told apart
 * @throws Error when there are too few people
 */
export function calibrate(
  model: string,
  provenance: string,
  people: readonly EncodedPerson[],
  groupOf: ReadonlyMap<string, string>,
  rounds: number,
): CalibrationResult {
  const fitted = people.filter(({ name }) => isFittedOn(name));
  const held = people.filter(({ name }) => !isFittedOn(name));
  const mine = toPeople(fitted);
  const theirs = toPeople(held);
  const curves = TEMPLATE_SIZES.flatMap((size) => {
    const comparisons = compareWithTemplates(mine, size);
    if (comparisons.genuine.length < MIN_GENUINE) return [];
    const points = fmrLadder(comparisons, rounds).map((rung) => pointOf(rung, comparisons));
    if (points.length < 2) return [];
    return [
      {
        encodings: size,
        genuinePairs: comparisons.genuine.length,
        impostorPairs: comparisons.impostors,
        points,
      },
    ];
  });
  const [single] = curves;
  if (!single) throw new Error('Too few people with two photographs for a calibration');
  const level = single.points.find(({ fmr }) => fmr >= GROUP_LEVEL);
  const rates = (of: People, half: readonly EncodedPerson[]): GroupRates[] =>
    groupOf.size === 0 || !level ? [] : groupRates(of, groupsOf(half, groupOf), level.distance);
  const groups = rates(mine, fitted);
  const strict = distanceForEveryGroup(mine, groupsOf(fitted, groupOf), GROUP_LEVEL);
  const fairness =
    groups.length > 0 && level && strict !== null
      ? fairnessOf(groups, level.fmr, GROUP_LEVEL / everybodysRate(single.points, strict))
      : undefined;
  return {
    calibration: { model, provenance, curves, ...(fairness && { fairness }) },
    fitted: sizeOf(fitted),
    held: {
      ...sizeOf(held),
      rates: curves.flatMap(({ encodings, points }) =>
        check(points, compareWithTemplates(theirs, encodings)),
      ),
      groups: rates(theirs, held),
    },
  };
}

/** Which half somebody belongs to depends on the name alone, so that a person added later moves nobody. */
export function isFittedOn(name: string): boolean {
  return (createHash('sha256').update(name).digest()[0] ?? 0) % 2 === 0;
}

function toPeople(people: readonly EncodedPerson[]): People {
  const all = people.flatMap(({ encodings }) => encodings.map((encoding) => direction(encoding)));
  let next = 0;
  const rowsOf = people.map(({ encodings }) => encodings.map(() => next++));
  return { encodings: toMatrix(all), rowsOf };
}

function pointOf(
  { distance, fmr, basis, estimate }: Rung,
  { genuine }: TemplateComparisons,
): CalibrationPoint {
  return {
    distance: rounded(distance),
    fmr,
    fnmr: rounded(shareAbove(genuine, distance)),
    basis,
    ...(estimate !== undefined && { estimate: Number(estimate.toPrecision(3)) }),
  };
}

function check(points: readonly CalibrationPoint[], comparisons: TemplateComparisons): HeldRates[] {
  const { impostor, impostors, sample, genuine, size } = comparisons;
  return CHECKED.flatMap((promised) => {
    const point = points.find(({ fmr }) => fmr >= promised * 0.999);
    if (!point) return [];
    const { distance } = point;
    const isInTail = distance <= (impostor.distance.at(-1) ?? 0);
    const fmr = isInTail
      ? countUpTo(impostor.distance, distance) / impostors
      : countUpTo(sample, distance) / sample.length;
    return [{ encodings: size, promised: point.fmr, distance, fmr, fnmr: shareAbove(genuine, distance) }];
  });
}

/**
 * How much stricter the decision must be so that it holds for the worst group; never laxer.
 * @param claims everybody's false match rate has to be so many times smaller for every group's to stay within its limit
 */
function fairnessOf(groups: readonly GroupRates[], level: number, claims: number): Calibration['fairness'] {
  return {
    level,
    claims: rounded(Math.max(1, claims)),
    searches: rounded(Math.max(1, ...groups.map(({ fmrAgainstAll }) => fmrAgainstAll / level))),
    groups: groups.map((group) => ({
      ...group,
      fmr: rounded(group.fmr),
      fmrAgainstAll: rounded(group.fmrAgainstAll),
      fnmr: rounded(group.fnmr),
    })),
  };
}

/** Everybody's rate at a distance: that of the greatest rung that is no farther. */
function everybodysRate(points: readonly CalibrationPoint[], distance: number): number {
  return points.findLast((point) => point.distance <= distance)?.fmr ?? points[0]?.fmr ?? 1;
}

const groupsOf = (people: readonly EncodedPerson[], groupOf: ReadonlyMap<string, string>) =>
  people.map(({ name }) => groupOf.get(name));

const sizeOf = (people: readonly EncodedPerson[]) => ({
  people: people.length,
  photographs: people.reduce((sum, { encodings }) => sum + encodings.length, 0),
});

function shareAbove(ascending: Float32Array, distance: number): number {
  return 1 - countUpTo(ascending, distance) / ascending.length;
}

function countUpTo(ascending: Float32Array, distance: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= distance) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Five significant digits: more would claim more than was measured. */
const rounded = (value: number): number => Number(value.toPrecision(5));
