/** Counts what came of trials and says it as a share. */
export class Rate {
  private hits = 0;
  private trials = 0;

  static sum(rates: readonly Rate[]): Rate {
    const sum = new Rate();
    for (const { hits, trials } of rates) {
      sum.hits += hits;
      sum.trials += trials;
    }
    return sum;
  }

  add(isHit: boolean): void {
    this.trials += 1;
    if (isHit) this.hits += 1;
  }

  /** 0..1; NaN without trials. */
  get share(): number {
    return this.hits / this.trials;
  }

  toString(): string {
    if (this.trials === 0) return 'no trials';
    const percent = 100 * this.share;
    // Two decimals, but of a rare event two digits.
    const digits = percent > 0 && percent < 0.01 ? percent.toPrecision(2) : percent.toFixed(2);
    return `${digits} % (${this.hits} of ${this.trials})`;
  }
}
