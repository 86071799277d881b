/** One thing at a time: what a person asks for while the last is on its way is not done twice. */
export class Turns {
  private current: symbol | undefined;

  /** @param changed whenever a turn begins or ends */
  constructor(private readonly changed: (busy: boolean) => void) {}

  /** Runs unless something runs already. `isCurrent` says whether its answer is still wanted. */
  async take(run: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    if (this.current !== undefined) return;
    const turn = Symbol('turn');
    this.current = turn;
    this.changed(true);
    try {
      await run(() => this.current === turn);
    } finally {
      if (this.current === turn) this.drop();
    }
  }

  /** Nobody waits for its answer any more: the person left, or wants something else. */
  drop(): void {
    this.current = undefined;
    this.changed(false);
  }
}
