import { availableMemory } from 'node:process';
import { CrashBreaker } from './crash-breaker.js';
import { Deferred } from './deferred.js';
import type { InferenceObserver } from './inference-observer.js';
import { type WorkerEnd, type WorkerOptions, WorkerProcess } from './worker-process.js';

/** Above this multiple of the ceiling a worker is ended at once instead of after its replacement has come up. */
const RSS_HARD_FACTOR = 1.5;

export interface FleetOptions<About, Answer> extends WorkerOptions<About, Answer> {
  workers: number;
  /** Resident memory of one worker above which it is replaced, in bytes. */
  rssMaxBytes: number;
}

/**
 * Keeps the wanted number of children alive: replaces the dead, paces a crash loop, and recycles those that have grown.
 * Knows nothing of jobs beyond `finished`.
 */
export class WorkerFleet<Job, Answer, About> {
  about: About | undefined;
  /** Children started beyond the first ones. */
  restarts = 0;
  readonly #workers = new Set<WorkerProcess<Job, Answer, About>>();
  readonly #outgrown = new Set<WorkerProcess<Job, Answer, About>>();
  readonly #breaker = new CrashBreaker();
  readonly #firstStart = new Deferred<About>();
  #retryTimer: NodeJS.Timeout | undefined;
  #started = 0;
  #closing = false;

  /** @param changed called when a worker may have become free or readiness may have changed */
  constructor(
    private readonly options: FleetOptions<About, Answer>,
    private readonly observe: InferenceObserver,
    private readonly changed: () => void,
  ) {
    this.#firstStart.promise.catch(() => undefined);
  }

  /** @returns when every child is ready, or one is and the others do not come up; rejects when none can */
  start(): Promise<About> {
    this.#topUp();
    return this.#firstStart.promise;
  }

  get alive(): number {
    return this.#inState('idle').length + this.#inState('busy').length;
  }

  get busy(): number {
    return this.#inState('busy').length;
  }

  get pids(): number[] {
    return [...this.#workers].flatMap(({ pid }) => pid ?? []);
  }

  /** Resident memory of all children, as they reported it with their latest answers. */
  get rssBytes(): number {
    return [...this.#workers].reduce((sum, worker) => sum + worker.rssBytes, 0);
  }

  get ready(): boolean {
    return this.alive > 0 && !this.#breaker.open;
  }

  /** Nobody is there, and nobody will be for the next milliseconds. @returns undefined while work can be expected */
  get stalledForMs(): number | undefined {
    return this.alive === 0 && this.#breaker.open ? this.#breaker.waitMs(performance.now()) : undefined;
  }

  idle(): WorkerProcess<Job, Answer, About>[] {
    return this.#inState('idle');
  }

  /** To be called after each job, answered or refused: `worker` is idle again. */
  finished(worker: WorkerProcess<Job, Answer, About>): void {
    this.#breaker.answered();
    const { rssMaxBytes } = this.options;
    if (this.#outgrown.has(worker)) {
      if (worker.rssBytes > rssMaxBytes * RSS_HARD_FACTOR || this.#complete()) worker.stop();
    } else if (worker.rssBytes > rssMaxBytes) {
      this.observe({ type: 'worker-recycled', pid: worker.pid, rssBytes: worker.rssBytes });
      this.#outgrown.add(worker);
      // The replacement comes up beside it when there is memory for both.
      if (availableMemory() < rssMaxBytes * 2) worker.stop();
      this.#topUp();
    }
  }

  /** Ends every child and waits until they are gone. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#retryTimer);
    this.#firstStart.reject(new Error('closed while starting'));
    const ends = [...this.#workers].map(({ ended }) => ended);
    for (const worker of this.#workers) worker.stop();
    await Promise.all(ends);
  }

  #inState(state: 'idle' | 'busy'): WorkerProcess<Job, Answer, About>[] {
    return [...this.#workers].filter((worker) => worker.state === state);
  }

  #current(): WorkerProcess<Job, Answer, About>[] {
    return [...this.#workers].filter((worker) => !this.#outgrown.has(worker) && worker.state !== 'ending');
  }

  #complete(): boolean {
    const ready = this.#current().filter(({ state }) => state !== 'starting');
    return ready.length >= this.options.workers;
  }

  #topUp(): void {
    clearTimeout(this.#retryTimer);
    const missing = this.options.workers - this.#current().length;
    if (this.#closing || missing <= 0) return;
    const waitMs = this.#breaker.waitMs(performance.now());
    if (waitMs > 0) {
      this.#retryTimer = setTimeout(() => this.#topUp(), waitMs);
      return;
    }
    // One attempt at a time while it is unknown whether anything can start.
    const attempts = this.#breaker.open ? 1 : missing;
    for (let attempt = 0; attempt < attempts; attempt++) this.#spawn();
  }

  #spawn(): void {
    const worker = new WorkerProcess<Job, Answer, About>(this.options);
    this.#workers.add(worker);
    if (++this.#started > this.options.workers) this.restarts++;
    void worker.ended.then((end) => this.#ended(worker, end));
    worker.ready.then(
      (about) => this.#isReady(about),
      () => undefined,
    );
  }

  #isReady(about: About): void {
    this.about = about;
    this.#breaker.ready(performance.now());
    if (this.#complete()) this.#firstStart.resolve(about);
    for (const old of this.#outgrown) if (this.#complete() && old.state === 'idle') old.stop();
    this.#topUp();
    this.changed();
  }

  #ended(worker: WorkerProcess<Job, Answer, About>, end: WorkerEnd): void {
    this.#workers.delete(worker);
    this.#outgrown.delete(worker);
    if (this.#closing) return;
    this.observe({ type: 'worker-ended', pid: worker.pid, end });
    if (end.cause !== 'stopped') this.#breaker.died(performance.now());
    this.#judgeFirstStart(end);
    this.#topUp();
    this.changed();
  }

  #judgeFirstStart(end: WorkerEnd): void {
    if (end.cause === 'unusable') this.#firstStart.reject(new Error(end.detail));
    else if (!this.#breaker.open) return;
    else if (this.about !== undefined && this.alive > 0) this.#firstStart.resolve(this.about);
    else this.#firstStart.reject(new Error(`Inference processes do not start: ${end.detail}`));
  }
}
