/**
 * Gives up after so long. Behind a busy event loop, or on a machine that stood still, timers come before what arrived meanwhile is
 * read: it has one more turn of the loop, and counts.
 */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  #lastTurn: NodeJS.Immediate | undefined;

  constructor(ms: number, giveUp: () => void) {
    this.#timer = setTimeout(() => (this.#lastTurn = setImmediate(giveUp)), ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#lastTurn);
  }
}

/** What comes of the work, unless it takes longer. @param giveUp says what to throw then */
export function withinTime<T>(work: Promise<T>, ms: number, giveUp: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const deadline = new Deadline(ms, () => reject(giveUp()));
    work.then(resolve, reject).finally(() => deadline.clear());
  });
}
