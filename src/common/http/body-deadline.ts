/** How slowly the body of a request may come. */
export interface BodyBounds {
  /** What a body that keeps coming brings on average. */
  minBytesPerS: number;
  /** How far a body may fall behind that, nothing at all included. */
  slackMs: number;
  /** When the whole body must have come. */
  maxMs: number;
}

export const BODY_BOUNDS: BodyBounds = { minBytesPerS: 10_000, slackMs: 30_000, maxMs: 120_000 };

/**
 * When a body has to be given up: each byte puts that off by the time that it may take, though never beyond the slack from now, so
 * that a fast beginning buys no long silence.
 */
export class BodyDeadline {
  readonly #endMs: number;
  #dueMs: number;
  #bytes = 0;

  constructor(
    private readonly bounds: BodyBounds,
    private readonly startMs: number,
  ) {
    this.#endMs = startMs + bounds.maxMs;
    this.#dueMs = startMs + bounds.slackMs;
  }

  /**
   * @param bytes that have come since the start
   * @returns why the body is given up; undefined while it is not
   */
  missed(nowMs: number, bytes: number): string | undefined {
    const { minBytesPerS, slackMs } = this.bounds;
    const earnedMs = ((bytes - this.#bytes) / minBytesPerS) * 1_000;
    this.#bytes = bytes;
    this.#dueMs = Math.min(this.#dueMs + earnedMs, nowMs + slackMs);
    if (nowMs < Math.min(this.#dueMs, this.#endMs)) return undefined;
    return `${bytes} bytes of the body in ${Math.round((nowMs - this.startMs) / 1_000)} s`;
  }
}
