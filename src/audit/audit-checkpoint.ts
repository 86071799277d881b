import type { EntityManager } from 'typeorm';
import { auditMark, isMarked } from './audit-mark.js';
import { CHAIN_START } from './audit-entry.js';
import type { AuditAnchor } from './audit.repository.js';
import { utcText } from '../database/utc-text.js';

/** What the very first entry follows. */
export const BEFORE_ALL: AuditAnchor = { id: '0', hash: CHAIN_START };

/** A part of the chain that was removed: from its first to its last entry, whose hash the next one follows. */
export interface AuditCheckpoint {
  firstId: string;
  lastId: string;
  lastHash: string;
  /** Time of the last entry, UTC. */
  newest: string;
  /** Null where there was no AUDIT_KEY. */
  mark: string | null;
}

type Removed = Omit<AuditCheckpoint, 'mark'>;

/** @param key AUDIT_KEY; the mark of an earlier one is replaced */
export function signed(checkpoint: Removed, key: string | undefined): AuditCheckpoint {
  return { ...checkpoint, mark: key === undefined ? null : auditMark(key, textOf(checkpoint)) };
}

export function isSigned(checkpoint: AuditCheckpoint, key: string): boolean {
  return isMarked(key, textOf(checkpoint), checkpoint.mark ?? '');
}

/** All of them in their order: a few for each year. */
export function readCheckpoints(manager: EntityManager): Promise<AuditCheckpoint[]> {
  return manager.query<AuditCheckpoint[]>(
    `SELECT first_id::text AS "firstId", last_id::text AS "lastId", encode(last_hash, 'hex') AS "lastHash",
            ${utcText('newest', 'US')} AS newest, mark
     FROM audit_checkpoints ORDER BY audit_checkpoints.last_id`,
  );
}

/** What the first entry follows that is still there. */
export function beginOf(checkpoints: readonly AuditCheckpoint[]): AuditAnchor {
  const last = checkpoints.at(-1);
  return last === undefined ? BEFORE_ALL : { id: last.lastId, hash: last.lastHash };
}

/** @param key without it only their order can be checked @returns what is wrong, null when nothing is */
export function faultOfCheckpoints(
  checkpoints: readonly AuditCheckpoint[],
  key: string | undefined,
): string | null {
  let removed = 0;
  for (const checkpoint of checkpoints) {
    const { firstId, lastId } = checkpoint;
    if (firstId !== String(removed + 1)) return `the checkpoint of entry ${removed + 1} is missing`;
    if (key !== undefined && !isSigned(checkpoint, key)) {
      return `the checkpoint of the entries ${firstId} to ${lastId} does not carry the mark of AUDIT_KEY`;
    }
    removed = Number(lastId);
  }
  return null;
}

/** Whether an end that was noted earlier does not contradict what was removed since. */
export function agrees(checkpoints: readonly AuditCheckpoint[], { id, hash }: AuditAnchor): boolean {
  const same = checkpoints.find(({ lastId }) => lastId === id);
  return same === undefined || same.lastHash === hash;
}

function textOf({ firstId, lastId, lastHash, newest }: Removed): string {
  return `checkpoint:${firstId}:${lastId}:${lastHash}:${newest}`;
}
