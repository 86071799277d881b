import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { withinTime } from '../common/deadline.js';
import { measured } from '../common/operations.js';
import { AbortableClient } from './server/bounded-client.js';
import { databaseUnavailable, isConnectionTimeout, toAppError } from './database-errors.js';
import { OutageGate, type Pass } from './outage-gate.js';
import { isPoolFull } from './server/pool-of.js';
import { ServerClient } from './server/server-client.js';
import { serverIn } from './server/server-in.js';

/**
 * Everything that one request asks of the database, waiting for a connection included, ends within this time: together
 * with the photo, the answer to an outage is there within 5 s.
 */
export const DATABASE_DEADLINE_MS = 3_500;
/** A server that is back answers quickly; whoever finds out whether it is should not wait for the whole deadline first. */
const PROBE_DEADLINE_MS = 2_000;
const EMBEDDED_DEADLINE_MS = 30_000;

/**
 * The way to the database for everything that serves a request: within the deadline, or DB_UNAVAILABLE. What was cut off
 * is never committed later, since its connection is dropped before the caller hears of it.
 */
@Injectable()
export class Database {
  readonly #gate = new OutageGate();

  constructor(private readonly dataSource: DataSource) {}

  /** @throws AppError DB_UNAVAILABLE; whatever `work` throws */
  read<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return measured('database.read', () =>
      this.#withinDeadline((runner) =>
        limitsOf(runner) === null ? work(runner.manager) : inTransaction(runner, work),
      ),
    );
  }

  /**
   * Resolves after COMMIT.
   * @throws AppError DB_UNAVAILABLE, then nothing was stored or, when the connection broke in the very COMMIT, all of it; whatever
   *   `work` throws
   */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return measured('database.transaction', () =>
      this.#withinDeadline((runner) => inTransaction(runner, work)),
    );
  }

  async #withinDeadline<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    const pass = this.#gate.enter(performance.now());
    if (pass === 'refused') throw databaseUnavailable('the database is not answering');
    const runner = this.dataSource.createQueryRunner();
    const deadlineMs = this.#deadlineMs(pass);
    let isOver = false;
    const giveUp = () => {
      isOver = true;
      const error = databaseUnavailable(`no answer within ${deadlineMs} ms`);
      dropConnection(runner, error);
      return error;
    };
    let isHeard = true;
    try {
      return await withinTime(
        this.#work(runner, work, () => isOver),
        deadlineMs,
        giveUp,
      );
    } catch (error) {
      isHeard = !isOver && !isConnectionTimeout(error);
      throw toAppError(error);
    } finally {
      if (isHeard) this.#gate.answered(performance.now());
      // Who only waited for somebody else's connection knows nothing of the server.
      else if (isOver || pass === 'probe' || !isPoolFull(this.dataSource))
        this.#gate.silent(pass, performance.now());
    }
  }

  async #work<T>(
    runner: QueryRunner,
    work: (runner: QueryRunner) => Promise<T>,
    isOver: () => boolean,
  ): Promise<T> {
    try {
      await runner.connect();
      if (isOver()) throw databaseUnavailable('the connection came too late');
      return await work(runner);
    } finally {
      await runner.release();
    }
  }

  /** The embedded database has no network to fail, but one connection for all: a queue is no outage there. */
  #deadlineMs(pass: Pass): number {
    if (serverIn(this.dataSource) === undefined) return EMBEDDED_DEADLINE_MS;
    return pass === 'probe' ? PROBE_DEADLINE_MS : DATABASE_DEADLINE_MS;
  }
}

async function inTransaction<T>(
  runner: QueryRunner,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  await runner.startTransaction();
  try {
    const limits = limitsOf(runner);
    if (limits !== null) await runner.query(limits);
    const result = await work(runner.manager);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // Fails only together with the connection, and with the connection the transaction ends as well.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** Behind a pooler every statement needs a transaction, since the session cannot keep the time limits. */
function limitsOf(runner: QueryRunner): string | null {
  const connection = connectionOf(runner);
  return connection instanceof ServerClient ? connection.limitsOfTransaction : null;
}

function connectionOf(runner: QueryRunner): unknown {
  return 'databaseConnection' in runner ? runner.databaseConnection : undefined;
}

function dropConnection(runner: QueryRunner, error: Error): void {
  const connection = connectionOf(runner);
  if (connection instanceof AbortableClient) connection.abort(error);
}
