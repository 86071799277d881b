export interface CrashLimits {
  /** This many deaths within `windowMs` without an answer between them are a crash loop. */
  deaths: number;
  windowMs: number;
  /** First pause before the next attempt; doubled for each attempt that fails, up to `maxDelayMs`. */
  firstDelayMs: number;
  maxDelayMs: number;
}

const CRASH_LIMITS: CrashLimits = {
  deaths: 5,
  windowMs: 30_000,
  firstDelayMs: 1000,
  maxDelayMs: 30_000,
};

/**
 * Tells a crash loop from single crashes. Closed: the dead are replaced at once. Open: attempts are spaced out and the
 * service says it is not ready. On trial: a child came up again; an answer closes the breaker, a death opens it again
 * with twice the pause. Pure: the clock is handed in.
 */
export class CrashBreaker {
  #state: 'closed' | 'open' | 'trial' = 'closed';
  #deaths: number[] = [];
  #delayMs = 0;
  #blockedUntilMs = 0;
  #trialSinceMs = 0;

  constructor(private readonly limits: CrashLimits = CRASH_LIMITS) {}

  get open(): boolean {
    return this.#state === 'open';
  }

  /** How long to wait before the next child may be started. */
  waitMs(nowMs: number): number {
    return this.open ? Math.max(0, this.#blockedUntilMs - nowMs) : 0;
  }

  died(nowMs: number): void {
    const { deaths, windowMs } = this.limits;
    if (this.#state === 'trial' && nowMs - this.#trialSinceMs > windowMs) this.answered();
    this.#deaths = [...this.#deaths.filter((at) => nowMs - at <= windowMs), nowMs];
    if (this.#state !== 'closed' || this.#deaths.length >= deaths) this.#block(nowMs);
  }

  ready(nowMs: number): void {
    if (this.#state !== 'open') return;
    this.#state = 'trial';
    this.#trialSinceMs = nowMs;
  }

  answered(): void {
    if (this.#state === 'open') return;
    this.#state = 'closed';
    this.#deaths = [];
    this.#delayMs = 0;
  }

  #block(nowMs: number): void {
    const { firstDelayMs, maxDelayMs } = this.limits;
    this.#state = 'open';
    this.#delayMs = Math.min(maxDelayMs, this.#delayMs === 0 ? firstDelayMs : this.#delayMs * 2);
    this.#blockedUntilMs = nowMs + this.#delayMs;
  }
}
