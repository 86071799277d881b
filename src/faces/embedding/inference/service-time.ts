/** Weight of the newest measurement: about the last twenty photos decide. */
const WEIGHT = 0.1;

/** How long one worker takes for one photo, as a moving average. */
export class ServiceTime {
  /** Milliseconds. */
  averageMs: number;

  constructor(initialMs: number) {
    this.averageMs = initialMs;
  }

  observe(ms: number): void {
    this.averageMs += WEIGHT * (ms - this.averageMs);
  }

  /** How many photos `workers` workers finish within `waitMs`: who stands behind them would wait longer. At least one. */
  placesWithin(waitMs: number, workers: number): number {
    return Math.max(1, Math.floor((waitMs * Math.max(1, workers)) / this.averageMs));
  }

  /** Whole seconds (1..60) until `ahead` photos will have been answered by `workers` workers. */
  retryAfterS(ahead: number, workers: number): number {
    const seconds = (ahead * this.averageMs) / Math.max(1, workers) / 1000;
    return Math.min(60, Math.max(1, Math.ceil(seconds)));
  }
}
