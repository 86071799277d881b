/** How long after a silence the next operation may find out whether it is over. */
const PROBE_INTERVAL_MS = 500;

/** A server that answered anybody within this time is not silent: whoever got no answer was waiting for a free connection. */
const HEARD_WITHIN_MS = 2_000;

/** What an operation may do: wait for the database as usual, find out for the others, or fail at once. */
export type Pass = 'open' | 'probe' | 'refused';

/**
 * A frozen server costs whoever asks it the whole deadline. Without this a request that asks twice, or waits for another
 * one's answer, pays it twice. After a silence everybody is refused at once, except one operation at a time that finds
 * out whether the server is back. Pure: the clock is handed in.
 */
export class OutageGate {
  #silent = false;
  #probing = false;
  #nextProbeMs = 0;
  #heardMs = -Infinity;

  enter(nowMs: number): Pass {
    if (!this.#silent) return 'open';
    if (this.#probing || nowMs < this.#nextProbeMs) return 'refused';
    this.#probing = true;
    return 'probe';
  }

  /** The server said something, be it an error. */
  answered(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#silent = false;
    this.#probing = false;
  }

  /** One operation got no answer within its deadline. */
  silent(pass: Pass, nowMs: number): void {
    if (pass === 'probe') this.#probing = false;
    if (nowMs - this.#heardMs < HEARD_WITHIN_MS) return;
    this.#silent = true;
    this.#nextProbeMs = nowMs + PROBE_INTERVAL_MS;
  }
}
