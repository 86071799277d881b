import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { compiledSources } from '../../config/package-root.js';
import { DirectoryLock } from './directory-lock.js';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.js';

// A worker thread runs compiled code, also when this file itself runs from its TypeScript source in a test.
const WORKER_FILE = join(compiledSources, 'database', 'embedded', 'pglite-worker.js');

type Question = WorkerRequest extends infer Request
  ? Request extends unknown
    ? Omit<Request, 'id'>
    : never
  : never;

interface Waiting {
  resolve: (bytes: Uint8Array) => void;
  reject: (error: Error) => void;
}

export interface EmbeddedOptions {
  /** Folder that holds the database; created when missing. */
  dataPath: string;
  /** Folder for the reusable template of an empty database. */
  cachePath: string;
}

/**
 * The embedded PostgreSQL: owns the directory's lock and the worker thread. PGlite is a single backend, so one session at a
 * time may use it; the next waits until the one before has ended and has been wiped.
 */
export class EmbeddedServer {
  #worker: Worker | null = null;
  #starting: Promise<Worker> | null = null;
  #lock: DirectoryLock | null = null;
  #sessions: Promise<void> = Promise.resolve();
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();

  constructor(private readonly options: EmbeddedOptions) {}

  /**
   * Waits for the session of the client before this one to end.
   * @returns the session, exclusively; `end` wipes it and lets the next one in
   */
  async openSession(): Promise<EmbeddedSession> {
    const before = this.#sessions;
    let end: () => void = () => undefined;
    this.#sessions = new Promise((done) => (end = done));
    await before;
    try {
      await this.#start();
    } catch (error) {
      end();
      throw error;
    }
    return new EmbeddedSession(this, end);
  }

  async ask(question: Question): Promise<Uint8Array> {
    const worker = this.#worker;
    if (worker === null) throw new EmbeddedDatabaseLostError();
    const id = this.#nextId++;
    return new Promise<Uint8Array>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ ...question, id } satisfies WorkerRequest);
    });
  }

  /** Checkpoints, stops the thread and gives the directory back. */
  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    // A thread that is already gone has nothing left to write.
    await this.ask({ kind: 'close' }).catch(() => undefined);
    await this.#worker?.terminate();
    this.#lock?.release();
    this.#lock = null;
  }

  async #start(): Promise<Worker> {
    if (this.#worker !== null) return this.#worker;
    this.#starting ??= this.#launch().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #launch(): Promise<Worker> {
    const dataPath = resolve(this.options.dataPath);
    this.#lock ??= await DirectoryLock.acquire(dataPath);
    const settings: WorkerSettings = {
      pgData: join(dataPath, 'postgres'),
      templates: resolve(this.options.cachePath),
    };
    const worker = new Worker(WORKER_FILE, { workerData: settings, env: {} });
    try {
      await new Promise<void>((ready, fail) => {
        worker.once('message', (reply: WorkerReply) => {
          if (reply.kind === 'failed')
            fail(new Error(`the embedded database does not start: ${reply.message}`));
          else ready();
        });
        worker.once('error', fail);
        worker.once('exit', () => fail(new EmbeddedDatabaseLostError()));
      });
    } catch (error) {
      this.#lock.release();
      this.#lock = null;
      throw error;
    }
    this.#worker = worker;
    worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    worker.on('error', () => undefined);
    worker.once('exit', () => this.#lost());
    return worker;
  }

  #settle(reply: WorkerReply): void {
    if (reply.kind !== 'reply') return;
    this.#waiting.get(reply.id)?.resolve(reply.bytes);
    this.#waiting.delete(reply.id);
  }

  #lost(): void {
    this.#worker = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new EmbeddedDatabaseLostError());
    this.#waiting.clear();
  }
}

/** The worker thread ended while somebody needed it; the next session starts a new one, which recovers from the log. */
class EmbeddedDatabaseLostError extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('the embedded database stopped');
    this.name = 'EmbeddedDatabaseLostError';
  }
}

export class EmbeddedSession {
  #ended = false;

  constructor(
    private readonly server: EmbeddedServer,
    private readonly letNextIn: () => void,
  ) {}

  /** @param bytes whole frames of the wire protocol @returns the database's answer to them */
  exchange(bytes: Uint8Array): Promise<Uint8Array> {
    return this.server.ask({ kind: 'exchange', bytes });
  }

  /** Rolls back what is open and forgets prepared statements, settings and listeners. */
  async end(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    try {
      await this.server.ask({ kind: 'reset' });
    } catch {
      // The thread is gone and the session with it.
    } finally {
      this.letNextIn();
    }
  }
}
