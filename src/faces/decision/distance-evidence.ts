import type { Calibration } from './calibration.js';
import { ErrorCurve } from './error-curve.js';

/** What a distance to a template of some number of encodings says, by one calibration. */
export class DistanceEvidence {
  private readonly curves: ErrorCurve[];
  /** Mean squared distance of an encoding from the centre of its person's encodings (squared unit of distance). */
  private readonly withinPersonVariance: number;
  /** Half of the photographs of one person are no farther from each other than this. */
  readonly genuineMedian: number;

  constructor(readonly calibration: Calibration) {
    this.curves = calibration.curves.map((curve) => new ErrorCurve(curve));
    // Two encodings of one person are apart by √(2σ²).
    this.genuineMedian = genuineMedian(calibration);
    this.withinPersonVariance = this.genuineMedian ** 2 / 2;
  }

  /** The false match rate of accepting this distance: 0..1. */
  fmr(distance: number, encodings: number): number {
    const { curve, moved } = this.curveFor(distance, encodings);
    return curve.fmrAt(moved);
  }

  /** As `fmr`, also below the smallest measured rate, where it is an estimate from above. */
  extrapolatedFmr(distance: number, encodings: number): number {
    const { curve, moved } = this.curveFor(distance, encodings);
    return curve.extrapolatedFmrAt(moved);
  }

  fnmr(distance: number, encodings: number): number {
    const { curve, moved } = this.curveFor(distance, encodings);
    return curve.fnmrAt(moved);
  }

  logLikelihoodRatio(distance: number, encodings: number): number {
    const { curve, moved } = this.curveFor(distance, encodings);
    return curve.logLikelihoodRatioAt(moved);
  }

  /** The greatest distance whose false match rate is at most `fmr`; null when the calibration supports none. */
  distanceAtFmr(fmr: number, encodings: number): number | null {
    const { curve, shift } = this.curveOf(encodings);
    const distance = curve.distanceAtFmr(fmr);
    return distance === null || distance ** 2 <= shift ? null : Math.sqrt(distance ** 2 - shift);
  }

  /**
   * How many times everybody's FMR the worst measured group has: in claims against one of its own, and in searches. `fairFmr`:
   * everybody's FMR at which that group's impostors reach the level that the groups were compared at; 1 without groups.
   */
  get worstGroup(): { claims: number; searches: number; fairFmr: number } {
    const { claims = 1, searches = 1, level = 1 } = this.calibration.fairness ?? {};
    return { claims, searches, fairFmr: level / claims };
  }

  /** The smallest false match rate that the calibration supports for some number of encodings. */
  get leastFmr(): number {
    return Math.min(...this.curves.map((curve) => curve.leastFmr));
  }

  private curveFor(distance: number, encodings: number) {
    const { curve, shift } = this.curveOf(encodings);
    return { curve, moved: Math.sqrt(distance ** 2 + shift) };
  }

  /**
   * The measured curve of the next smaller number of encodings. Averaging more of them takes σ²(1/fewer − 1/more) off
   * every squared distance, genuine or not, so the same amount is added back before looking up.
   */
  private curveOf(encodings: number): { curve: ErrorCurve; shift: number } {
    const count = Math.max(1, encodings);
    const curve = this.curves.findLast((each) => each.encodings <= count) ?? this.curves[0];
    if (!curve) throw new Error('A calibration has at least one curve');
    return { curve, shift: this.withinPersonVariance * (1 / curve.encodings - 1 / count) };
  }
}

function genuineMedian({ curves: [curve] }: Calibration): number {
  const points = curve?.points ?? [];
  const above = points.findIndex(({ fnmr }) => fnmr <= 0.5);
  const [before, after] = [points[above - 1], points[above]];
  if (!after) return points.at(-1)?.distance ?? 0;
  if (!before) return after.distance;
  const share = (before.fnmr - 0.5) / (before.fnmr - after.fnmr);
  return before.distance + (after.distance - before.distance) * share;
}
