import { DataSource, type Migration } from 'typeorm';
import { EVERY_RUN } from '../../migrations/index.js';
import { serverIn } from './server/server-in.js';

/** Any fixed number: the advisory lock that replicas starting at the same time take in turn. */
const MIGRATION_LOCK = 7_264_381_990;

/** A data source whose migrations run in one process at a time, be it the service or the TypeORM command line. */
export class MigratingDataSource extends DataSource {
  override async runMigrations(...options: Parameters<DataSource['runMigrations']>): Promise<Migration[]> {
    return this.#alone(async () => {
      const ran = await super.runMigrations(...options);
      for (const sql of EVERY_RUN) await this.query(sql);
      return ran;
    });
  }

  override async undoLastMigration(...options: Parameters<DataSource['undoLastMigration']>): Promise<void> {
    return this.#alone(() => super.undoLastMigration(...options));
  }

  /**
   * Holds the lock in a transaction of its own, beside the one that migrates: unlike a session's lock that also works behind a
   * transaction-pooling proxy. The embedded database has one process and one connection, hence neither need nor room.
   */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (serverIn(this) === undefined) return work();
    const lock = this.createQueryRunner();
    await lock.startTransaction();
    try {
      await lock.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      return await work();
    } finally {
      await lock.rollbackTransaction();
      await lock.release();
    }
  }
}
