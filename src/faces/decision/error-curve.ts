import type { CalibrationCurve } from './calibration.js';

/**
 * The rule of three (Hanley & Lippman-Hand, JAMA 1983): when none of n impostor comparisons matched, the rate is below
 * 3/n with 95 % confidence. No smaller rate is ever claimed.
 */
const RULE_OF_THREE = 3;

interface Pool {
  x: number;
  genuine: number;
  impostor: number;
  /** Added to the impostors, so that an interval without any has a finite ratio. */
  smoothing: number;
  intervals: number;
}

interface Knot {
  x: number;
  y: number;
}

/** Error rates and evidence as functions of distance, for templates of one number of encodings. */
export class ErrorCurve {
  readonly encodings: number;
  /** The smallest false match rate that this many impostor comparisons can support. */
  readonly leastFmr: number;
  /** Greatest distance for which anything was measured. */
  private readonly reach: number;
  private readonly logFmr: Knot[];
  private readonly fnmr: Knot[];
  private readonly logLikelihoodRatio: Knot[];

  constructor(curve: CalibrationCurve) {
    this.encodings = curve.encodings;
    const rates = curve.points.map(({ fmr }) => fmr);
    this.leastFmr = Math.min(RULE_OF_THREE / curve.impostorPairs, ...rates);
    this.reach = Math.max(...curve.points.map(({ distance }) => distance));
    this.logFmr = curve.points.map(({ distance, fmr }) => ({ x: distance, y: Math.log(fmr) }));
    this.fnmr = curve.points.map(({ distance, fnmr }) => ({ x: distance, y: fnmr }));
    const [first, second] = this.logFmr;
    this.logLikelihoodRatio = likelihoodRatioKnots(curve, first && second ? slope(first, second) : 0);
  }

  /** False match rate of the rule "match at or below `distance`", never below `leastFmr`. */
  fmrAt(distance: number): number {
    return Math.max(this.leastFmr, this.extrapolatedFmrAt(distance));
  }

  /**
   * Linear in the logarithm between measured points; below the first one the last slope goes on, which overestimates the rate
   * as long as the distribution of impostor distances is log-concave (its logarithm falls ever faster towards 0). Beyond the
   * last point nothing is known: 1.
   */
  extrapolatedFmrAt(distance: number): number {
    return distance > this.reach ? 1 : Math.exp(interpolate(this.logFmr, distance));
  }

  /** False non-match rate of the same rule; outside the measured points the nearest one counts. */
  fnmrAt(distance: number): number {
    return interpolate(this.fnmr, distance, 'clamp');
  }

  /** The greatest distance whose false match rate is at most `fmr`; null when no measurement supports so small a rate. */
  distanceAtFmr(fmr: number): number | null {
    if (fmr < this.leastFmr) return null;
    const inverse = distinct(this.logFmr.map(({ x, y }) => ({ x: y, y: x })));
    const greatest = inverse.at(-1);
    if (greatest && Math.log(fmr) >= greatest.x) return this.reach;
    const distance = interpolate(inverse, Math.log(fmr));
    return distance > 0 ? distance : null;
  }

  /** Natural logarithm of how much likelier this distance is for the same person than for another one. */
  logLikelihoodRatioAt(distance: number): number {
    return interpolate(this.logLikelihoodRatio, distance);
  }
}

/**
 * Log-likelihood ratios of the intervals between operating points, made monotone by pooling adjacent violators: the
 * slopes of the ROC's convex hull, the optimal calibration of scores (Brümmer & du Preez, Computer Speech and Language
 * 2006). Each interval's knot is its middle; the open end above mirrors its neighbour's width, that below lies where the
 * FMR's last slope puts it: nothing says that the ratio grows faster than the FMR falls. Counts are smoothed by half a
 * comparison so that an interval without any genuine pair keeps a finite ratio.
 * @param fmrSlope of the logarithm of the FMR per unit of distance, below the first point
 */
function likelihoodRatioKnots(curve: CalibrationCurve, fmrSlope: number): Knot[] {
  const { points, genuinePairs, impostorPairs } = curve;
  const edges = points.map(({ distance }) => distance);
  const [first = 0, second = 0] = edges;
  const [beforeLast = 0, last = 0] = edges.slice(-2);
  const lower = [2 * first - second, ...edges];
  const upper = [...edges, 2 * last - beforeLast];
  const genuineBelow = [0, ...points.map(({ fnmr }) => 1 - fnmr), 1];
  const impostorBelow = [0, ...points.map(({ fmr }) => fmr), 1];

  const pools: Pool[] = [];
  lower.forEach((low, index) => {
    let pool = {
      x: (low + (upper[index] ?? low)) / 2,
      genuine: rise(genuineBelow, index) * genuinePairs,
      impostor: rise(impostorBelow, index) * impostorPairs,
      // A fitted tail needs no smoothing: its rate is never 0, however few impostors it stands for.
      smoothing: points[index]?.basis === 'extrapolated' ? 0 : 0.5,
      intervals: 1,
    };
    for (let before = pools.at(-1); before && ratio(before) <= ratio(pool); before = pools.at(-1)) {
      pools.pop();
      const intervals = before.intervals + pool.intervals;
      pool = {
        x: (before.x * before.intervals + pool.x * pool.intervals) / intervals,
        genuine: before.genuine + pool.genuine,
        impostor: before.impostor + pool.impostor,
        smoothing: before.smoothing + pool.smoothing === 0 ? 0 : 0.5,
        intervals,
      };
    }
    pools.push(pool);
  });
  const prior = Math.log((impostorPairs + 1) / (genuinePairs + 1));
  const [nearest, next, ...farther] = pools.map((pool) => ({ x: pool.x, y: Math.log(ratio(pool)) + prior }));
  if (!nearest || !next) return nearest ? [nearest] : [];
  const x = fmrSlope > 0 ? Math.min(nearest.x, next.x - (nearest.y - next.y) / fmrSlope) : nearest.x;
  return [{ x, y: nearest.y }, next, ...farther];
}

const slope = (from: Knot, to: Knot) => (to.y - from.y) / (to.x - from.x);

const rise = (cumulative: number[], index: number) =>
  Math.max(0, (cumulative[index + 1] ?? 1) - (cumulative[index] ?? 0));

const ratio = ({ genuine, impostor, smoothing }: Pool) => (genuine + 0.5) / (impostor + smoothing);

/** Of knots that share an x the last one, so that the greatest y of a plateau wins. */
const distinct = (knots: Knot[]) => knots.filter((knot, index) => knots[index + 1]?.x !== knot.x);

/** Piecewise linear through knots of ascending x; outside them the outermost segment goes on, or its end counts. */
function interpolate(knots: Knot[], x: number, outside: 'extend' | 'clamp' = 'extend'): number {
  const next = knots.findIndex((knot) => knot.x >= x);
  const index = next === -1 ? knots.length - 1 : Math.max(next, 1);
  const [from, to] = [knots[index - 1], knots[index]];
  if (!from || !to) return knots[0]?.y ?? Number.NaN;
  const share = (x - from.x) / (to.x - from.x);
  return from.y + (to.y - from.y) * (outside === 'clamp' ? Math.min(1, Math.max(0, share)) : share);
}
