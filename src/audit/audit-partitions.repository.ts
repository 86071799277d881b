import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { utcText } from '../database/utc-text.js';
import type { AuditCheckpoint } from './audit-checkpoint.js';

/** A stretch of the audit log that gets no more entries. */
export interface AuditPartition {
  /** As SQL names it, quoted where it has to be. */
  table: string;
  lastId: string;
  lastHash: string;
  /** Time of its last entry, UTC. */
  newest: string;
}

/**
 * Whoever waits for these locks holds up everybody who has an entry to write; an autovacuum gives way only after PostgreSQL's
 * deadlock_timeout, a second.
 */
const LOCK_TIMEOUT = `SET LOCAL lock_timeout = '2s'`;

/** The tables that `audit_log` consists of, each a stretch of its chain. */
@Injectable()
export class AuditPartitionsRepository {
  constructor(private readonly database: Database) {}

  /** @returns whether a new month, or a full table, has begun one */
  begin(): Promise<boolean> {
    return this.#unlessAnother(async (manager) => {
      const [row] = await manager.query<{ begun: boolean }[]>('SELECT audit_log_begin_partition() AS begun');
      return row?.begun === true;
    });
  }

  /** @returns the oldest, when no entry of it is younger than `days`, else null */
  expired(days: number): Promise<AuditPartition | null> {
    return this.database.read((manager) => findExpired(manager, days));
  }

  /**
   * @param record runs in the same transaction, when it was removed
   * @returns false when another replica has removed it, or is changing the partitions now
   */
  remove(
    table: string,
    checkpoint: AuditCheckpoint,
    record: (manager: EntityManager) => Promise<void>,
  ): Promise<boolean> {
    return this.#unlessAnother(async (manager) => {
      await manager.query('LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE');
      const [found] = await manager.query<{ gone: boolean }[]>('SELECT to_regclass($1) IS NULL AS gone', [
        table,
      ]);
      if (found?.gone) return false;
      await insertCheckpoint(manager, checkpoint);
      await manager.query(`DROP TABLE ${table}`);
      await record(manager);
      return true;
    });
  }

  /** Replaces the marks of checkpoints. */
  sign(checkpoints: readonly AuditCheckpoint[]): Promise<void> {
    return this.database.transaction(async (manager) => {
      for (const { lastId, mark } of checkpoints) {
        await manager.query('UPDATE audit_checkpoints SET mark = $2 WHERE last_id = $1', [lastId, mark]);
      }
    });
  }

  /** One replica changes the partitions at a time; whoever finds another at it neither waits nor holds up the entries. */
  #unlessAnother(work: (manager: EntityManager) => Promise<boolean>): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const [lock] = await manager.query<{ held: boolean }[]>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('audit_log_partitions', 0)) AS held`,
      );
      if (lock?.held !== true) return false;
      await manager.query(LOCK_TIMEOUT);
      return work(manager);
    });
  }
}

async function findExpired(manager: EntityManager, days: number): Promise<AuditPartition | null> {
  // Of the one in use the end is MAXVALUE, no number.
  const [oldest] = await manager.query<{ table: string; end: string | null }[]>(
    `SELECT c.oid::regclass::text AS table, substring(b.bounds FROM $$TO \\('?(\\d+)$$) AS end
     FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid,
          LATERAL pg_get_expr(c.relpartbound, c.oid) AS b (bounds)
     WHERE i.inhparent = 'audit_log'::regclass
     ORDER BY substring(b.bounds FROM $$TO \\('?(\\d+)$$)::bigint NULLS LAST LIMIT 1`,
  );
  if (oldest === undefined || oldest.end === null) return null;
  const [last] = await manager.query<(Omit<AuditPartition, 'table'> & { expired: boolean })[]>(
    `SELECT id::text AS "lastId", encode(hash, 'hex') AS "lastHash",
            ${utcText('at', 'US')} AS newest,
            at < now() - make_interval(days => $2) AS expired
     FROM audit_log WHERE id < $1 ORDER BY audit_log.id DESC LIMIT 1`,
    [oldest.end, days],
  );
  if (!last?.expired) return null;
  const { lastId, lastHash, newest } = last;
  return { table: oldest.table, lastId, lastHash, newest };
}

async function insertCheckpoint(manager: EntityManager, checkpoint: AuditCheckpoint): Promise<void> {
  const { firstId, lastId, lastHash, newest, mark } = checkpoint;
  await manager.query(
    `INSERT INTO audit_checkpoints (first_id, last_id, last_hash, newest, mark)
     VALUES ($1, $2, decode($3, 'hex'), $4, $5)`,
    [firstId, lastId, lastHash, newest, mark],
  );
}
