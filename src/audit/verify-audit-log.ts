import type { EntityManager } from 'typeorm';
import { agrees, BEFORE_ALL, beginOf, faultOfCheckpoints, readCheckpoints } from './audit-checkpoint.js';
import { hashOf, type StoredAuditEntry } from './audit-entry.js';
import type { AuditAnchor } from './audit.repository.js';
import { utcText } from '../database/utc-text.js';

const PAGE = 5_000;

export type AuditVerdict =
  | {
      intact: true;
      entries: number;
      /** Entries before them that AUDIT_RETENTION_DAYS has removed. */
      removed: number;
      end: AuditAnchor | null;
    }
  | { intact: false; entries: number; fault: string };

export interface Noted {
  /** An end of the chain that was noted earlier; must still be part of it, or of what was removed since. */
  anchor?: AuditAnchor | undefined;
  /** AUDIT_KEY, whose mark checkpoints must then carry. */
  key?: string | undefined;
}

/** Recomputes the whole chain. Call it in a REPEATABLE READ transaction, so that entries appended meanwhile do not matter. */
export async function verifyAuditLog(
  manager: EntityManager,
  { anchor, key }: Noted = {},
): Promise<AuditVerdict> {
  const checkpoints = await readCheckpoints(manager);
  const wrong = faultOfCheckpoints(checkpoints, key);
  if (wrong !== null) return { intact: false, entries: 0, fault: wrong };
  if (anchor !== undefined && !agrees(checkpoints, anchor)) {
    return { intact: false, entries: 0, fault: `entry ${anchor.id} is not the one that was noted` };
  }
  const begin = beginOf(checkpoints);
  const removed = Number(begin.id);
  const { end, fault } = await verifyEntries(manager, begin, anchor);
  const entries = Number(end.id) - removed;
  if (fault !== null) return { intact: false, entries, fault };
  if (anchor !== undefined && Number(anchor.id) > Number(end.id)) {
    return { intact: false, entries, fault: `entry ${anchor.id} is gone: the end has been cut off` };
  }
  return {
    intact: true,
    entries,
    removed,
    end: end === BEFORE_ALL ? null : { id: end.id, hash: end.hash },
  };
}

/** @returns how far all was well, and what is wrong after it */
async function verifyEntries(
  manager: EntityManager,
  begin: AuditAnchor,
  noted: AuditAnchor | undefined,
): Promise<{ end: AuditAnchor; fault: string | null }> {
  let end = begin;
  for (;;) {
    const page = await readPage(manager, Number(end.id));
    for (const entry of page) {
      const fault = faultOf(entry, end) ?? faultAgainst(entry, noted);
      if (fault !== null) return { end, fault };
      end = entry;
    }
    if (page.length < PAGE) return { end, fault: null };
  }
}

function faultAgainst({ id, hash }: AuditAnchor, noted: AuditAnchor | undefined): string | null {
  return id === noted?.id && hash !== noted.hash ? `entry ${id} is not the one that was noted` : null;
}

/** @param before the entry that the first one follows @returns what is wrong, null when nothing is */
export function verifyPage(page: readonly StoredAuditEntry[], before: AuditAnchor): string | null {
  let end = before;
  for (const entry of page) {
    const fault = faultOf(entry, end);
    if (fault !== null) return fault;
    end = entry;
  }
  return null;
}

function faultOf(entry: StoredAuditEntry, before: AuditAnchor): string | null {
  const expectedId = Number(before.id) + 1;
  if (entry.id !== String(expectedId)) return `entry ${expectedId} is missing`;
  if (entry.previousHash !== before.hash) return `entry ${entry.id} does not follow the one before it`;
  if (entry.hash !== hashOf(entry)) return `entry ${entry.id} has been changed`;
  return null;
}

/** The entries after this one, at most 5,000. */
export function readPage(manager: EntityManager, afterId: number): Promise<StoredAuditEntry[]> {
  return manager.query<StoredAuditEntry[]>(
    `SELECT id::text, ${utcText('at', 'US')} AS at, actor,
            actor_role AS "actorRole", action, subject, outcome, model,
            encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash
     FROM audit_log WHERE audit_log.id > $1 ORDER BY audit_log.id LIMIT $2`,
    [afterId, PAGE],
  );
}
