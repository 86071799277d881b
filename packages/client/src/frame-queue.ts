import { pause } from './retry.js';

/** Older ones show what the person did before they could know better. */
const KEPT_MS = 4_000;

/**
 * Pictures in the order in which they were taken. While a busy service looks at one, the next ones are taken all the same: a head
 * turns faster than such a service looks, and it must be seen on its way.
 */
export class FrameQueue {
  private kept: { photo: Blob; atMs: number }[] = [];
  private takenAtMs = -Infinity;

  constructor(private readonly camera: () => Promise<Blob>) {}

  /** The earliest picture that is kept, else what the camera shows, not sooner than `periodMs` after the one before. */
  async next(periodMs: number, signal: AbortSignal): Promise<Blob> {
    this.kept = this.kept.filter(({ atMs }) => performance.now() - atMs <= KEPT_MS);
    const earliest = this.kept.shift();
    if (earliest !== undefined) return earliest.photo;
    await this.wait(periodMs, signal);
    return this.take();
  }

  /** Takes a picture each `periodMs` until the work is done. */
  async during<Result>(work: Promise<Result>, periodMs: number): Promise<Result> {
    const done = new AbortController();
    const taking = this.takeUntil(done.signal, periodMs).catch(() => undefined);
    try {
      return await work;
    } finally {
      done.abort();
      await taking;
    }
  }

  /** Something else is asked for: what was taken before is of no use, and nobody does it at once. */
  clear(): void {
    this.kept = [];
    this.takenAtMs = performance.now();
  }

  private async takeUntil(done: AbortSignal, periodMs: number): Promise<never> {
    for (;;) {
      await this.wait(periodMs, done);
      const atMs = performance.now();
      this.kept.push({ photo: await this.take(), atMs });
    }
  }

  private take(): Promise<Blob> {
    this.takenAtMs = performance.now();
    return this.camera();
  }

  private wait(periodMs: number, signal: AbortSignal): Promise<void> {
    return pause(this.takenAtMs + periodMs - performance.now(), signal);
  }
}
