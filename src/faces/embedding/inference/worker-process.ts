import { type ChildProcess, fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { AppError } from '../../../common/app-error.js';
import { Deadline } from '../../../common/deadline.js';
import { reasonOf } from '../../../common/reason-of.js';
import { Deferred } from './deferred.js';
import { MALLOC_ENVIRONMENT } from './memory-settings.js';
import { type FromChild, readFromChild, type ToChild } from './protocol.js';

/** Under memory pressure Linux should end a worker, which is replaced, rather than the service. 0..1000 */
const OOM_SCORE = '500';
const STDERR_TAIL_CHARACTERS = 4000;
/** A child that closed its channel is leaving; this long it may take to report its own exit code. */
const LEAVE_MS = 500;

export interface WorkerOptions<About, Answer> {
  /** Compiled module that calls `serveJobs`. */
  modulePath: string;
  execArgv: string[];
  cwd: string;
  settings: unknown;
  startTimeoutMs: number;
  jobTimeoutMs: number;
  /** Check what the child says; throw when it is not what was agreed. */
  readAbout(value: unknown): About;
  readAnswer(value: unknown): Answer;
}

/** Why a child is gone. */
export interface WorkerEnd {
  cause: 'stopped' | 'deadline' | 'unusable' | 'protocol' | 'died';
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The reason in words: the child's own, or the end of what it wrote to stderr. */
  detail: string;
}

interface Pending<Answer> {
  id: number;
  deadline: Deadline;
  outcome: Deferred<Answer>;
}

type Settlement = Exclude<FromChild, { type: 'ready' | 'unusable' }>;

/** One forked child from birth to death. It takes one job at a time and inherits no environment. */
export class WorkerProcess<Job, Answer, About> {
  /** Settles once: with what the child says about itself, or with an Error when it ends before. */
  readonly ready: Promise<About>;
  readonly ended: Promise<WorkerEnd>;
  rssBytes = 0;
  #state: 'starting' | 'idle' | 'busy' | 'ending' = 'starting';
  #cause: WorkerEnd['cause'] = 'died';
  #detail = '';
  #stderr = '';
  #pending: Pending<Answer> | undefined;
  #nextId = 1;
  #child: ChildProcess | undefined;
  readonly #startDeadline: NodeJS.Timeout;
  readonly #becameReady = new Deferred<About>();
  readonly #becameEnded = new Deferred<WorkerEnd>();

  constructor(private readonly options: WorkerOptions<About, Answer>) {
    this.ready = this.#becameReady.promise;
    this.ended = this.#becameEnded.promise;
    this.ready.catch(() => undefined);
    this.#startDeadline = setTimeout(
      () => this.#kill('deadline', `not ready within ${options.startTimeoutMs} ms`),
      options.startTimeoutMs,
    );
    try {
      this.#child = this.#fork();
      this.#listen(this.#child);
    } catch (error) {
      // Without memory, for example: a child that was never born ends like any other.
      this.#end(null, null, reasonOf(error));
    }
    this.#tell({ type: 'start', settings: options.settings });
    this.#lowerOomPriority();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get state(): 'starting' | 'idle' | 'busy' | 'ending' {
    return this.#state;
  }

  /**
   * @throws AppError INFERENCE_TIMEOUT after the deadline (the child is killed), WORKER_LOST when it dies, or the
   *   refusal's own code; Error when the child's code failed
   */
  run(job: Job): Promise<Answer> {
    if (this.#state !== 'idle')
      return Promise.reject(new Error(`A worker that is ${this.#state} takes no job`));
    this.#state = 'busy';
    const id = this.#nextId++;
    const outcome = new Deferred<Answer>();
    const { jobTimeoutMs } = this.options;
    const deadline = new Deadline(jobTimeoutMs, () => {
      this.#finish()?.reject(new AppError('INFERENCE_TIMEOUT', { retryAfterS: 1 }));
      this.#kill('deadline', `no answer within ${jobTimeoutMs} ms`);
    });
    this.#pending = { id, deadline, outcome };
    this.#tell({ type: 'job', id, job });
    return outcome.promise;
  }

  /** Ends the child now; a job in progress is lost. */
  stop(): void {
    this.#kill('stopped', '');
  }

  #fork(): ChildProcess {
    const { modulePath, cwd, execArgv } = this.options;
    return fork(modulePath, [], {
      cwd,
      env: MALLOC_ENVIRONMENT,
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  }

  #listen(child: ChildProcess): void {
    child.on('message', (raw) => this.#hear(readFromChild(raw)));
    child.on('disconnect', () => {
      this.#leave();
      setTimeout(() => child.kill('SIGKILL'), LEAVE_MS).unref();
    });
    child.on('error', (error) => this.#end(null, null, error.message));
    child.on('close', (code, signal) => this.#end(code, signal, this.#stderr.trim()));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL_CHARACTERS);
    });
  }

  #hear(message: FromChild | undefined): void {
    if (this.#state === 'ending') return;
    try {
      if (message === undefined) throw new Error('not a message of the protocol');
      if (message.type === 'unusable') this.#kill('unusable', message.reason);
      else if (message.type === 'ready') this.#start(this.options.readAbout(message.about));
      else this.#settle(message);
    } catch (error) {
      this.#kill('protocol', reasonOf(error));
    }
  }

  #start(about: About): void {
    if (this.#state !== 'starting') throw new Error('ready twice');
    clearTimeout(this.#startDeadline);
    this.#state = 'idle';
    this.#becameReady.resolve(about);
  }

  #settle(message: Settlement): void {
    if (message.id !== this.#pending?.id) throw new Error('an answer that nobody waits for');
    const settle = this.#settlement(message);
    const outcome = this.#finish();
    this.rssBytes = message.rssBytes;
    this.#state = 'idle';
    if (outcome !== undefined) settle(outcome);
  }

  #settlement(message: Settlement): (outcome: Deferred<Answer>) => void {
    switch (message.type) {
      case 'answer': {
        const answer = this.options.readAnswer(message.answer);
        return (outcome) => outcome.resolve(answer);
      }
      case 'refusal':
        return (outcome) => outcome.reject(new AppError(message.code, { reason: message.reason }));
      case 'fault':
        return (outcome) => outcome.reject(new Error(message.reason));
    }
  }

  #finish(): Deferred<Answer> | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.deadline.clear();
    return pending?.outcome;
  }

  #kill(cause: WorkerEnd['cause'], detail: string): void {
    if (this.#state === 'ending') return;
    this.#cause = cause;
    this.#detail = detail;
    this.#leave();
    this.#child?.kill('SIGKILL');
  }

  #leave(): void {
    this.#state = 'ending';
    clearTimeout(this.#startDeadline);
    this.#finish()?.reject(new AppError('WORKER_LOST', { reason: this.#detail, retryAfterS: 1 }));
  }

  #end(code: number | null, signal: NodeJS.Signals | null, stderr: string): void {
    this.#leave();
    const end: WorkerEnd = { cause: this.#cause, code, signal, detail: this.#detail || stderr };
    this.#becameEnded.resolve(end);
    this.#becameReady.reject(new Error(end.detail || `ended with ${signal ?? `code ${code}`}`));
  }

  #tell(message: ToChild): void {
    // A failed send means that the child is gone; its exit is reported on its own. Without file descriptors Node has forked
    // nothing and made no channel: then there is no `send`, whatever its type says.
    if (this.#child?.channel) this.#child.send(message, () => undefined);
  }

  #lowerOomPriority(): void {
    if (process.platform !== 'linux' || this.pid === undefined) return;
    writeFile(`/proc/${this.pid}/oom_score_adj`, OOM_SCORE).catch(() => undefined);
  }
}
