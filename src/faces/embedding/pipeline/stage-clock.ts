import type { StageTimes } from '../photo-analysis.js';

type Stage = Exclude<keyof StageTimes, 'queueMs' | 'totalMs'>;

/** Adds up what each stage of one analysis takes; a stage may run more than once. */
export class StageClock {
  readonly #begunMs = performance.now();
  readonly #times: Record<Stage, number> = {
    decodeMs: 0,
    detectMs: 0,
    landmarksMs: 0,
    encodeMs: 0,
    passiveMs: 0,
  };

  async time<T>(stage: Stage, run: () => Promise<T>): Promise<T> {
    const begunMs = performance.now();
    const result = await run();
    this.#times[stage] += performance.now() - begunMs;
    return result;
  }

  /** As they are now; who waits in line measures `queueMs`. */
  get times(): StageTimes {
    return { queueMs: 0, ...this.#times, totalMs: performance.now() - this.#begunMs };
  }
}
