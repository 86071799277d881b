const BINS = 20_000;

/** How often each distance occurred, in BINS bins from 0 to `max`: holds 88 million pairs of LFW in 160 KB. */
export class ScoreDistribution {
  private readonly counts = new Float64Array(BINS);
  private cumulative: Float64Array | undefined;
  total = 0;

  /** @param max greatest distance that can occur */
  constructor(readonly max: number) {}

  /** Width of a bin: the resolution of every answer. */
  get step(): number {
    return this.max / BINS;
  }

  add(distance: number): void {
    const bin = Math.min(Math.floor((distance / this.max) * BINS), BINS - 1);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
    this.total++;
    this.cumulative = undefined;
  }

  /** Share of the pairs at or below `distance`. */
  shareBelow(distance: number): number {
    const bins = Math.floor(distance / this.step + 1e-9);
    return bins <= 0 ? 0 : (this.sums()[Math.min(bins, BINS) - 1] ?? 0) / this.total;
  }

  /** The greatest distance below which at most `share` of the pairs lie. */
  distanceAtShare(share: number): number {
    const sums = this.sums();
    const allowed = share * this.total + 1e-9;
    let low = 0;
    let high = BINS;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((sums[middle - 1] ?? 0) <= allowed) low = middle;
      else high = middle - 1;
    }
    return low * this.step;
  }

  /** Shares of the pairs in `bins` equal intervals from `from` to `to`, for a histogram. */
  histogram(from: number, to: number, bins: number): number[] {
    const width = (to - from) / bins;
    return Array.from({ length: bins }, (_, i) => {
      const start = from + i * width;
      return this.shareBelow(start + width) - this.shareBelow(start);
    });
  }

  private sums(): Float64Array {
    if (this.cumulative) return this.cumulative;
    const sums = new Float64Array(BINS);
    let sum = 0;
    for (let bin = 0; bin < BINS; bin++) sums[bin] = sum += this.counts[bin] ?? 0;
    return (this.cumulative = sums);
  }
}
