import { createHash } from 'node:crypto';

export type AuditAction =
  | 'enroll'
  | 'verify'
  | 'identify'
  | 'candidate'
  | 'duplicates'
  | 'compare'
  | 'delete'
  | 'delete-encoding'
  | 'consent'
  | 'withdraw'
  | 'read'
  | 'export'
  | 'revoke'
  | 'unlock'
  | 'purge'
  | 'liveness';

/** What is recorded of one operation: ids and outcomes, never a photo, an encoding, a token or a confidence. */
export interface AuditEntry {
  /** Undefined: an anonymous request. `service`: the service by itself, e.g. for RETENTION_DAYS. */
  actor?: { id: string; role: string } | 'service' | undefined;
  action: AuditAction;
  /** Whose data it was about: the enrolled, claimed, recognised or deleted user. */
  subject?: string | undefined;
  /** `SUCCESS`, or the code of the refusal: NO_MATCH, NO_FACE, FORBIDDEN … */
  outcome: string;
  /** Version of the recognition pipeline that decided. */
  model?: string | undefined;
}

/** An entry as it is stored, all of it as text. */
export interface StoredAuditEntry {
  id: string;
  /** UTC with microseconds: 2026-11-23T10:00:00.000000Z */
  at: string;
  actor: string | null;
  actorRole: string;
  action: string;
  subject: string | null;
  outcome: string;
  model: string | null;
  previousHash: string;
  hash: string;
}

/** `previous_hash` of the first entry. */
export const CHAIN_START = '00'.repeat(32);

/** SHA-256 over the hash before and every field, as migration 007 computes it in the database; written twice on purpose. */
export function hashOf(entry: Omit<StoredAuditEntry, 'hash'>): string {
  const { id, at, actor, actorRole, action, subject, outcome, model } = entry;
  const fields = [id, at, actor, actorRole, action, subject, outcome, model];
  return createHash('sha256')
    .update(Buffer.from(entry.previousHash, 'hex'))
    .update(fields.map(lengthAndText).join(''))
    .digest('hex');
}

function lengthAndText(field: string | null): string {
  return field === null ? '-' : `${Buffer.byteLength(field)}:${field}`;
}
