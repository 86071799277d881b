import type { EntityManager } from 'typeorm';
import { CHAIN_START, hashOf, type StoredAuditEntry } from './audit-entry.js';
import type { AuditAnchor } from './audit.repository.js';

const PAGE = 5_000;

export type AuditVerdict =
  | { intact: true; entries: number; end: AuditAnchor | null }
  | { intact: false; entries: number; fault: string };

/**
 * Recomputes the whole chain. Call it in a REPEATABLE READ transaction, so that entries appended meanwhile do not matter.
 *
 * @param anchor an end of the chain that was noted earlier; must still be part of it
 */
export async function verifyAuditLog(manager: EntityManager, anchor?: AuditAnchor): Promise<AuditVerdict> {
  let previousHash = CHAIN_START;
  let entries = 0;
  let anchorSeen = anchor === undefined;
  for (;;) {
    const page = await readPage(manager, entries);
    for (const entry of page) {
      const fault = faultOf(entry, entries + 1, previousHash);
      if (fault !== undefined) return { intact: false, entries, fault };
      if (entry.id === anchor?.id) {
        if (entry.hash !== anchor.hash) {
          return { intact: false, entries, fault: `entry ${entry.id} is not the one that was noted` };
        }
        anchorSeen = true;
      }
      entries += 1;
      previousHash = entry.hash;
    }
    if (page.length < PAGE) break;
  }
  if (!anchorSeen) {
    return { intact: false, entries, fault: `entry ${anchor?.id} is gone: the end has been cut off` };
  }
  return { intact: true, entries, end: entries === 0 ? null : { id: String(entries), hash: previousHash } };
}

/** @param before the entry that the first one follows; null: it is the very first @returns what is wrong, null when nothing is */
export function verifyPage(page: readonly StoredAuditEntry[], before: AuditAnchor | null): string | null {
  let { id, hash } = before ?? { id: '0', hash: CHAIN_START };
  for (const entry of page) {
    const fault = faultOf(entry, Number(id) + 1, hash);
    if (fault !== undefined) return fault;
    ({ id, hash } = entry);
  }
  return null;
}

function faultOf(entry: StoredAuditEntry, expectedId: number, previousHash: string): string | undefined {
  if (entry.id !== String(expectedId)) return `entry ${expectedId} is missing`;
  if (entry.previousHash !== previousHash) return `entry ${entry.id} does not follow the one before it`;
  if (entry.hash !== hashOf(entry)) return `entry ${entry.id} has been changed`;
  return undefined;
}

/** The entries after this one, at most 5,000. */
export function readPage(manager: EntityManager, afterId: number): Promise<StoredAuditEntry[]> {
  return manager.query<StoredAuditEntry[]>(
    `SELECT id::text, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor,
            actor_role AS "actorRole", action, subject, outcome, model,
            encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash
     FROM audit_log WHERE audit_log.id > $1 ORDER BY audit_log.id LIMIT $2`,
    [afterId, PAGE],
  );
}
