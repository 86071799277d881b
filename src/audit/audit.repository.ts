import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { AuditEntry, StoredAuditEntry } from './audit-entry.js';
import { readPage } from './verify-audit-log.js';

/** The end of the chain. Noted elsewhere, it shows later whether the entries before it are still all there. */
export interface AuditAnchor {
  id: string;
  hash: string;
}

/** Appends to `audit_log`; number, time and hashes come from the database. */
@Injectable()
export class AuditRepository {
  constructor(private readonly database: Database) {}

  /**
   * @param manager appends within that transaction. It then waits with its commit for nobody, but everybody else's entries
   * wait for it: append last.
   */
  append(entry: AuditEntry, manager?: EntityManager): Promise<void> {
    return manager === undefined ? this.database.read((own) => insert(own, entry)) : insert(manager, entry);
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

  /** The next entries, at most some thousand; none at the end. */
  after(anchor: AuditAnchor | null): Promise<StoredAuditEntry[]> {
    return this.database.read((manager) => readPage(manager, Number(anchor?.id ?? 0)));
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
}

async function insert(manager: EntityManager, entry: AuditEntry): Promise<void> {
  const { actor, action, subject, outcome, model } = entry;
  const [actorId, role] =
    actor === undefined
      ? [null, 'anonymous']
      : actor === 'service'
        ? [null, 'service']
        : [actor.id, actor.role];
  await manager.query(
    `INSERT INTO audit_log (actor, actor_role, action, subject, outcome, model) VALUES ($1, $2, $3, $4, $5, $6)`,
    [actorId, role, action, subject ?? null, outcome, model ?? null],
  );
}
