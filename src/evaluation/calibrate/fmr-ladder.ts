import { xorshift } from '../bootstrap.js';
import type { TemplateComparisons } from './impostors.js';
import { fitParetoTail, type ParetoTail, tailRate } from './pareto-tail.js';

/** One rung: at this distance the rule "match at or below it" has this false match rate. */
export interface Rung {
  distance: number;
  /** What the decision goes by: as measured, or the upper end of the interval where nothing could be measured. */
  fmr: number;
  basis: 'measured' | 'extrapolated';
  /** The fitted rate itself, where it is extrapolated. */
  estimate?: number;
}

/** False match rates of the rungs, in steps of 1, 2, 5 per decade from a tenth of a billionth. */
const RATES = Array.from({ length: 10 }, (_, i) => 10 ** (i - 10)).flatMap((decade) =>
  [1, 2, 5].map((step) => step * decade),
);
/** A rate is measured from this many matching impostors on: its standard error is then below a third. */
const MIN_EVENTS = 10;
/** Above this rate the sample of all comparisons is exact enough. */
const SAMPLED_RATE = 0.01;
/** The tail begins at this rate, or where it holds this many impostors. */
const TAIL_RATE = 1e-3;
const TAIL_EVENTS = 300;
const UPPER_END = 0.975;
const SEED = 20_261_126;

/** @param rounds of the bootstrap by person, which gives the interval of what is extrapolated */
export function fmrLadder(comparisons: TemplateComparisons, rounds: number): Rung[] {
  const { impostors, impostor, sample } = comparisons;
  const rungs: Rung[] = [];
  for (const fmr of RATES.filter((rate) => rate * impostors >= MIN_EVENTS)) {
    const place = fmr > SAMPLED_RATE ? sample : impostor.distance;
    const whole = fmr > SAMPLED_RATE ? sample.length : impostors;
    const distance = place[Math.floor(fmr * whole) - 1];
    if (distance !== undefined && distance > (rungs.at(-1)?.distance ?? 0))
      rungs.push({ distance, fmr, basis: 'measured' });
  }
  return [...extrapolate(comparisons, rungs, rounds), ...rungs];
}

function extrapolate(comparisons: TemplateComparisons, measured: readonly Rung[], rounds: number): Rung[] {
  const [nearest] = measured;
  const { impostor, impostors } = comparisons;
  const events = Math.min(Math.max(TAIL_RATE * impostors, TAIL_EVENTS), impostor.distance.length - 1);
  const distances = impostor.distance.subarray(0, Math.floor(events));
  const threshold = impostor.distance[distances.length];
  if (nearest === undefined || threshold === undefined) return [];
  const tail = fitParetoTail(distances, threshold, impostors);
  const tails = bootstrapTails(comparisons, distances, threshold, rounds);
  if (tail === null || tails.length < rounds / 2) return [];
  const upper = (distance: number): number => {
    const rates = tails.map((each) => tailRate(each, distance)).sort((a, b) => a - b);
    return rates[Math.floor(UPPER_END * (rates.length - 1))] ?? 1;
  };
  const rungs: Rung[] = [];
  for (const fmr of RATES.filter((rate) => rate < nearest.fmr)) {
    const distance = solve(upper, fmr, nearest.distance);
    if (distance <= (rungs.at(-1)?.distance ?? 0) || distance >= nearest.distance) continue;
    rungs.push({ distance, fmr, basis: 'extrapolated', estimate: tailRate(tail, distance) });
  }
  return rungs;
}

/** Whole people are drawn with replacement: comparisons that share a person are not independent. */
function bootstrapTails(
  { impostor, templatesOf, probesOf, size }: TemplateComparisons,
  distances: Float32Array,
  threshold: number,
  rounds: number,
): ParetoTail[] {
  const random = xorshift(SEED);
  const people = probesOf.length;
  const tails: ParetoTail[] = [];
  for (let round = 0; round < rounds; round++) {
    const drawn = new Float64Array(people);
    for (let i = 0; i < people; i++) {
      const person = Math.floor(random() * people);
      drawn[person] = (drawn[person] ?? 0) + 1;
    }
    const at = (counts: Int32Array, person: number): number => (counts[person] ?? 0) * (drawn[person] ?? 0);
    const probes = drawn.reduce((sum, _, person) => sum + at(probesOf, person), 0);
    const total = drawn.reduce(
      (sum, _, person) => sum + at(templatesOf, person) * (probes - at(probesOf, person)),
      0,
    );
    const weights = Float64Array.from(
      distances,
      (_, i) => (drawn[impostor.personA[i] ?? -1] ?? 0) * (drawn[impostor.personB[i] ?? -1] ?? 0),
    );
    // Pairs of single encodings were compared once, not both ways.
    const tail = fitParetoTail(distances, threshold, size === 1 ? total / 2 : total, weights);
    if (tail) tails.push(tail);
  }
  return tails;
}

/** The distance at which a rising function has a value, by bisection. */
function solve(rising: (distance: number) => number, value: number, above: number): number {
  let [low, high] = [0, above];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) > value) high = middle;
    else low = middle;
  }
  return low;
}
