import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../../common/app-error.js';
import { Admission, type Reservation } from './admission.js';
import type { InferenceObserver, RefusalCode } from './inference-observer.js';
import type { Party } from './party.js';
import { ServiceTime } from './service-time.js';
import { Task } from './task.js';
import { type FleetOptions, WorkerFleet } from './worker-fleet.js';
import type { WorkerProcess } from './worker-process.js';

/**
 * How long a reservation holds its place while the photo is on its way: enough behind a proxy that buffers and in a local
 * network. A slower upload competes for a place when it has arrived.
 */
const RESERVATION_MS = 500;
/** Nobody is let into the line who would be likely to stand in it longer than this. */
const LONGEST_WAIT_MS = 4_000;
/** What one photo is assumed to take until some have been measured. */
const FIRST_GUESS_MS = 200;

export interface PoolOptions<About, Answer> extends FleetOptions<About, Answer> {
  queueMax: number;
}

/** An answer and how long its job waited in the line. */
export interface PoolAnswer<Answer> {
  answer: Answer;
  queueMs: number;
}

export interface RunOptions {
  /** The client went away: a waiting job leaves the line, the answer to a running one is thrown away. */
  signal?: AbortSignal | undefined;
  reservation?: Reservation | undefined;
}

/** Hands jobs to children, one each, in the order of `Admission`; what does not fit into the line is refused at once. */
export class WorkerPool<Job, Answer, About> {
  shed = 0;
  readonly fleet: WorkerFleet<Job, Answer, About>;
  readonly #line: Admission<Task<Job, PoolAnswer<Answer>>>;
  readonly #serviceTime = new ServiceTime(FIRST_GUESS_MS);
  #wasReady = false;
  #closing = false;

  constructor(
    private readonly options: PoolOptions<About, Answer>,
    private readonly observe: InferenceObserver,
  ) {
    this.#line = new Admission(
      () => this.queueLimit,
      RESERVATION_MS,
      (task) => task.reject(this.#refusal('OVERLOADED')),
    );
    this.fleet = new WorkerFleet(options, observe, () => this.#onFleetChange());
  }

  get queueDepth(): number {
    return this.#line.depth;
  }

  /** Photos that may wait: a line of fixed length would be a promise that a slow or busy machine cannot keep. */
  get queueLimit(): number {
    const { queueMax, workers } = this.options;
    return Math.min(queueMax, this.#serviceTime.placesWithin(LONGEST_WAIT_MS, workers));
  }

  /**
   * Keeps a place before the photo has arrived.
   * @throws AppError OVERLOADED, WORKER_LOST or SHUTTING_DOWN, each with `retryAfterS`
   */
  reserve(party?: Party): Reservation {
    this.#assertOpen();
    const place = this.#line.reserve(this.fleet.idle().length, performance.now(), party);
    if (place === undefined) throw this.#refusal('OVERLOADED');
    return place;
  }

  /** For callers that only want to know. @throws what `reserve` throws */
  admit(party: Party): void {
    this.#assertOpen();
    if (!this.#line.admits(party, this.fleet.idle().length, performance.now()))
      throw this.#refusal('OVERLOADED');
  }

  /** Counts a photo that was turned away for a want of something else than a place. @returns what to answer it with */
  turnAway(): AppError {
    return this.#refusal('OVERLOADED');
  }

  /** @throws what `reserve` throws, and what `WorkerProcess.run` rejects with; the signal's reason after an abort */
  async run(job: Job, { signal, reservation }: RunOptions = {}): Promise<PoolAnswer<Answer>> {
    if (signal?.aborted) reservation?.release();
    signal?.throwIfAborted();
    this.#assertOpen();
    const task = new Task<Job, PoolAnswer<Answer>>(
      job,
      { signal, maxWaitMs: this.options.jobTimeoutMs },
      {
        abandoned: (left) => {
          this.#line.remove(left);
          this.observe({ type: 'abandoned' });
        },
        overdue: (late) => {
          if (this.#line.remove(late)) late.reject(this.#refusal('OVERLOADED'));
        },
      },
    );
    if (this.#line.push(task, this.fleet.idle().length, performance.now(), reservation)) this.#dispatch();
    else task.reject(this.#refusal('OVERLOADED'));
    return task.outcome;
  }

  /** Takes nothing new, lets work in progress finish within `graceMs`, then ends the children. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const deadlineMs = performance.now() + graceMs;
    while (performance.now() < deadlineMs && (this.queueDepth > 0 || this.fleet.busy > 0)) await delay(20);
    this.#failWaiting('SHUTTING_DOWN');
    await this.fleet.close();
  }

  #dispatch(): void {
    for (const worker of this.fleet.idle()) {
      const task = this.#line.shift();
      if (task === undefined) return;
      void this.#work(worker, task);
    }
  }

  async #work(worker: WorkerProcess<Job, Answer, About>, task: Task<Job, PoolAnswer<Answer>>): Promise<void> {
    const queueMs = task.begin();
    const startedAtMs = performance.now();
    try {
      const answer = await worker.run(task.job);
      this.#serviceTime.observe(performance.now() - startedAtMs);
      task.resolve({ answer, queueMs });
    } catch (error) {
      this.observe({ type: 'failed', code: error instanceof AppError ? error.code : 'INTERNAL_ERROR' });
      task.reject(error);
    }
    if (worker.state === 'idle') this.fleet.finished(worker);
    this.#dispatch();
  }

  #onFleetChange(): void {
    const { ready } = this.fleet;
    if (ready !== this.#wasReady) this.observe({ type: 'readiness', ready });
    this.#wasReady = ready;
    if (this.fleet.stalledForMs !== undefined) this.#failWaiting('WORKER_LOST');
    this.#dispatch();
  }

  #failWaiting(code: 'WORKER_LOST' | 'SHUTTING_DOWN'): void {
    for (let task = this.#line.shift(); task !== undefined; task = this.#line.shift()) {
      task.reject(this.#refusal(code));
    }
  }

  #assertOpen(): void {
    if (this.#closing) throw this.#refusal('SHUTTING_DOWN');
    if (this.fleet.stalledForMs !== undefined) throw this.#refusal('WORKER_LOST');
  }

  #refusal(code: RefusalCode): AppError {
    this.shed++;
    this.observe({ type: 'shed', code });
    return new AppError(code, { retryAfterS: this.#retryAfterS(code) });
  }

  #retryAfterS(code: RefusalCode): number {
    if (code === 'WORKER_LOST') return Math.max(1, Math.ceil((this.fleet.stalledForMs ?? 0) / 1000));
    const ahead = this.#line.depth + this.#line.reserved(performance.now());
    return this.#serviceTime.retryAfterS(ahead, this.fleet.alive);
  }
}
