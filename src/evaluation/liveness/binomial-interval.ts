/** A share that was counted, and between what it lies. */
export interface Rate {
  count: number;
  of: number;
  /** null of none. */
  share: number | null;
  /** Of 95 %, exact (Clopper and Pearson 1934). */
  low: number;
  high: number;
}

const TAIL = 0.025;
/** Halvings of an interval of one: further than a double tells apart from its neighbour in a report. */
const STEPS = 40;

export function rateOf(count: number, of: number): Rate {
  return {
    count,
    of,
    share: of === 0 ? null : count / of,
    // The share at which so many or more, or so few or fewer, are seen in 2.5 % of all repetitions.
    low: count === 0 ? 0 : solve((share) => upperTail(count, of, share)),
    high: count === of ? 1 : solve((share) => 1 - upperTail(count + 1, of, share), 'falls'),
  };
}

/** Where a probability that rises (or falls) with the share reaches TAIL. */
function solve(probability: (share: number) => number, way: 'rises' | 'falls' = 'rises'): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    const isBelow = way === 'rises' ? probability(middle) < TAIL : probability(middle) > TAIL;
    if (isBelow) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of `least` or more of `of`, each with probability `share`. */
function upperTail(least: number, of: number, share: number): number {
  let sum = 0;
  let log = logChoose(of, least) + least * Math.log(share) + (of - least) * Math.log1p(-share);
  const odds = Math.log(share) - Math.log1p(-share);
  for (let count = least; count <= of; count++) {
    sum += Math.exp(log);
    log += Math.log((of - count) / (count + 1)) + odds;
  }
  return Math.min(sum, 1);
}

function logChoose(of: number, count: number): number {
  let log = 0;
  for (let i = 1; i <= Math.min(count, of - count); i++) log += Math.log((of - i + 1) / i);
  return log;
}
