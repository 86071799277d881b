import { Deferred } from './deferred.js';

export interface TaskLimits {
  signal: AbortSignal | undefined;
  maxWaitMs: number;
}

/** Told when a task ends by itself, before a worker settled it. */
export interface TaskWatcher<Job, Answer> {
  /** The client went away; the outcome rejects with the signal's reason. */
  abandoned(task: Task<Job, Answer>): void;
  /** It waited too long in the line; the watcher rejects it. */
  overdue(task: Task<Job, Answer>): void;
}

/** One request for work, from the line to its outcome. Settles once, whoever is first: answer, failure or departure. */
export class Task<Job, Answer> {
  readonly #queuedAtMs = performance.now();
  readonly #outcome = new Deferred<Answer>();
  readonly #waitTimer: NodeJS.Timeout;
  readonly #abort: () => void;
  #settled = false;

  constructor(
    readonly job: Job,
    private readonly limits: TaskLimits,
    watcher: TaskWatcher<Job, Answer>,
  ) {
    this.#waitTimer = setTimeout(() => watcher.overdue(this), limits.maxWaitMs);
    this.#abort = () => {
      this.reject(limits.signal?.reason);
      watcher.abandoned(this);
    };
    limits.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  get outcome(): Promise<Answer> {
    return this.#outcome.promise;
  }

  /** A worker took it. @returns how long it waited, in milliseconds */
  begin(): number {
    clearTimeout(this.#waitTimer);
    return performance.now() - this.#queuedAtMs;
  }

  resolve(answer: Answer): void {
    if (this.#close()) this.#outcome.resolve(answer);
  }

  reject(error: unknown): void {
    if (this.#close()) this.#outcome.reject(error);
  }

  #close(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#waitTimer);
    this.limits.signal?.removeEventListener('abort', this.#abort);
    return true;
  }
}
