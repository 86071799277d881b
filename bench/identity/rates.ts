/** Counts what came of trials and says it as a share. */
export class Rate {
  private hits = 0;
  private trials = 0;

  add(isHit: boolean): void {
    this.trials += 1;
    if (isHit) this.hits += 1;
  }

  toString(): string {
    if (this.trials === 0) return 'no trials';
    return `${((100 * this.hits) / this.trials).toFixed(2)} % (${this.hits} of ${this.trials})`;
  }
}
