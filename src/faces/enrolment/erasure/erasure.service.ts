import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HOURLY_MS, PeriodicWork } from '../../../common/lifecycle/periodic-work.js';
import { reasonOf } from '../../../common/reason-of.js';
import { serverConnection } from '../../gallery/server-connection.js';
import { readVectorTables, rewrite, type RunSql, type VectorTable } from './vector-tables.js';

/** Written anew within about a second, during which requests wait; larger tables are left to `twoinone erase`. */
const REWRITE_MAX_BYTES = 64 * 1024 * 1024;

/** Every hour: takes what was computed of deleted faces out of the database's files, where a deletion alone leaves it. */
@Injectable()
export class ErasureService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Erasure');
  private readonly rounds = new PeriodicWork(() => this.round(), HOURLY_MS);
  /** Told once, and again when there are others. */
  private left = '';

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.stop();
  }

  /** Never throws: what fails is tried again in an hour. */
  async round(): Promise<void> {
    try {
      await this.withConnection((run) => this.erase(run));
    } catch (error) {
      if (!this.rounds.isStopped) {
        this.logger.warn(`Deleted encodings are still in the database’s files: ${reasonOf(error)}`);
      }
    }
  }

  private async erase(run: RunSql): Promise<void> {
    const due = (await readVectorTables(run)).filter(({ isDue }) => isDue);
    for (const table of due.filter(isSmall)) {
      if (this.rounds.isStopped) return;
      await rewrite(run, table);
    }
    const left = due.filter((table) => !isSmall(table)).map(({ name }) => name);
    if (left.length > 0 && left.join() !== this.left) {
      this.logger.log(
        `Deleted encodings stay in the files of ${left.join(', ')} until the owner runs "twoinone erase"`,
      );
    }
    this.left = left.join();
  }

  /** Outside of the pool, whose connections give up after seconds. */
  private async withConnection(work: (run: RunSql) => Promise<void>): Promise<void> {
    const connection = serverConnection(this.dataSource);
    if (connection === null) return work((sql) => this.dataSource.query(sql));
    connection.on('error', () => undefined);
    try {
      await connection.connect();
      // Behind a pooler a setting would stay with a session that others get next.
      if (!connection.isBehindPooler) await connection.query(`SET lock_timeout = '2s'`);
      await work(async (sql) => (await connection.query(sql)).rows as never);
    } finally {
      await connection.leave();
    }
  }
}

function isSmall({ isOwn, bytes, hasVectorIndex }: VectorTable): boolean {
  return isOwn && !hasVectorIndex && bytes <= REWRITE_MAX_BYTES;
}
