import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { AppError } from '../common/app-error.js';
import { codeOf } from '../database/error-code.js';
import { databaseUnavailable, describe, driverErrorOf } from '../database/database-errors.js';
import { type AuditCheckpoint, readCheckpoints } from './audit-checkpoint.js';
import type { AuditEntry, StoredAuditEntry } from './audit-entry.js';
import { readPage } from './verify-audit-log.js';

/** The end of the chain. Noted elsewhere, it shows later whether the entries before it are still all there. */
export interface AuditAnchor {
  id: string;
  hash: string;
}

/** SQLSTATE of a file that cannot grow. */
const DISK_FULL = '53100';
/** SQLSTATE classes of a table that is not as the migrations made it: no partition, trigger, function or right. */
const UNFIT = /^(23|3F|42|P0)/;
/** Somebody has to make room first. */
const RETRY_AFTER_S = 60;

/** Appends to `audit_log`; number, time and hashes come from the database. */
@Injectable()
export class AuditRepository {
  private refusedAtMs = -Infinity;

  constructor(private readonly database: Database) {}

  /** Whether the last entry was refused, for as long as callers are told to wait. */
  get isRefusing(): boolean {
    return performance.now() - this.refusedAtMs < RETRY_AFTER_S * 1_000;
  }

  /**
   * @param manager appends within that transaction. It then waits with its commit for nobody, but everybody else's entries
   * wait for it: append last.
   * @throws AppError AUDIT_LOG_FULL, DB_UNAVAILABLE
   */
  async append(entry: AuditEntry, manager?: EntityManager): Promise<void> {
    await (manager === undefined
      ? this.database.read((own) => this.insert(own, entry))
      : this.insert(manager, entry));
    this.refusedAtMs = -Infinity;
  }

  /** Whether this entry is there, with this hash. */
  holds({ id, hash }: AuditAnchor): Promise<boolean> {
    return this.database.read(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `SELECT FROM audit_log WHERE audit_log.id = $1 AND hash = decode($2, 'hex')`,
        [id, hash],
      );
      return rows.length === 1;
    });
  }

  /**
   * The next entries, at most some thousand, none at the end; and the checkpoints as they are afterwards: when the last one is
   * beyond the anchor, the entries between are gone, and these may not be the next.
   */
  after(anchor: AuditAnchor): Promise<{ page: StoredAuditEntry[]; checkpoints: AuditCheckpoint[] }> {
    return this.database.read(async (manager) => {
      const page = await readPage(manager, Number(anchor.id));
      return { page, checkpoints: await readCheckpoints(manager) };
    });
  }

  checkpoints(): Promise<AuditCheckpoint[]> {
    return this.database.read(readCheckpoints);
  }

  /** @returns null while there is no entry */
  anchor(): Promise<AuditAnchor | null> {
    return this.database.read(async (manager) => {
      const [last] = await manager.query<AuditAnchor[]>(
        `SELECT id::text, encode(hash, 'hex') AS hash FROM audit_log ORDER BY audit_log.id DESC LIMIT 1`,
      );
      return last ?? null;
    });
  }

  private async insert(manager: EntityManager, entry: AuditEntry): Promise<void> {
    const { action, subject, outcome, model } = entry;
    try {
      await manager.query(
        `INSERT INTO audit_log (actor, actor_role, action, subject, outcome, model) VALUES ($1, $2, $3, $4, $5, $6)`,
        [...actorOf(entry), action, subject ?? null, outcome, model ?? null],
      );
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === null) throw error;
      this.refusedAtMs = performance.now();
      throw refusal;
    }
  }
}

function actorOf({ actor }: AuditEntry): [id: string | null, role: string] {
  if (actor === undefined) return [null, 'anonymous'];
  return actor === 'service' ? [null, 'service'] : [actor.id, actor.role];
}

/** @returns null for everything that has nothing to do with the audit log itself */
function refusalOf(error: unknown): AppError | null {
  const code = codeOf(driverErrorOf(error)) ?? '';
  if (code === DISK_FULL)
    return new AppError('AUDIT_LOG_FULL', {
      reason: 'no space left for audit_log',
      cause: error,
      retryAfterS: RETRY_AFTER_S,
    });
  return UNFIT.test(code) ? databaseUnavailable(`audit_log takes no entry: ${describe(error)}`, error) : null;
}
