import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { utcText } from '../../../database/utc-text.js';
import type { QualityMeasures } from '../../embedding/photo-analysis.js';
import { lockUser, type TransactionStep } from '../face-encodings.repository.js';

/** One stored encoding without its numbers. Times are UTC, as ISO 8601. */
export interface EncodingRecord {
  id: number;
  model: string;
  createdAt: string;
  quality: QualityMeasures | null;
}

/** One of them with its numbers, as they are stored: turned, where TEMPLATE_KEY is set. */
export interface StoredEncoding extends EncodingRecord {
  encoding: readonly number[];
}

/** What was done with a person's data, or by that person. */
export interface AuditedDeed {
  at: string;
  action: string;
  outcome: string;
  /** Who did it is told as a role only: other people's ids are data of theirs. */
  actorRole: string;
  byThemselves: boolean;
}

/** Who failed to pass as the person, by class of callers. */
export interface FailedAttempts {
  caller: string;
  failures: number;
}

/** Entries of the audit log in one export; the index finds the newest at once. */
const EXPORTED_DEEDS_MAX = 10_000;

// The column has no zone: it was written in the session's.
const RECORD = `id, model, quality, ${utcText('created_at::timestamptz')} AS "createdAt"`;

/** An entry with which an enrolment ended; that the last photo was taken back shows in all there are being younger. */
const ENDED = `ended.outcome = 'SUCCESS' AND (
  ended.action IN ('delete', 'withdraw', 'purge') OR ended.action = 'delete-encoding' AND ended.at < (
    SELECT min(created_at)::timestamptz FROM face_encodings WHERE user_id = $1))`;

/** What the service holds about one person. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class EnrolmentRecordRepository {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  encodings(userId: string): Promise<EncodingRecord[]> {
    return this.database.read((manager) =>
      manager.query<EncodingRecord[]>(
        `SELECT ${RECORD} FROM face_encodings WHERE user_id = $1 ORDER BY created_at, id`,
        [userId],
      ),
    );
  }

  /** Oldest first. */
  storedEncodings(userId: string): Promise<StoredEncoding[]> {
    return this.database.read((manager) =>
      manager.query<StoredEncoding[]>(
        `SELECT ${RECORD}, encoding FROM face_encodings WHERE user_id = $1 ORDER BY created_at, id`,
        [userId],
      ),
    );
  }

  /** When the person was last recognised, in a verification or a search; null: not since there is a record of this enrolment. */
  lastRecognisedAt(userId: string): Promise<string | null> {
    return this.database.read(async (manager) => {
      const [last] = await manager.query<{ at: string }[]>(
        `SELECT ${utcText('last.at')} AS at
         FROM (SELECT id, at FROM audit_log
               WHERE subject = $1 AND action IN ('verify', 'identify') AND outcome = 'SUCCESS'
               ORDER BY audit_log.at DESC LIMIT 1) AS last
         WHERE NOT EXISTS (
           SELECT FROM audit_log AS ended
           WHERE ended.subject = $1 AND ended.at >= last.at AND ended.id > last.id AND ${ENDED})`,
        [userId],
      );
      return last?.at ?? null;
    });
  }

  /** Newest first, at most `EXPORTED_DEEDS_MAX`. */
  deeds(userId: string): Promise<AuditedDeed[]> {
    return this.database.read((manager) =>
      manager.query<AuditedDeed[]>(
        `SELECT ${utcText('at')} AS at, action, outcome, actor_role AS "actorRole", coalesce(actor = $1, false) AS "byThemselves"
         FROM audit_log WHERE subject = $1 ORDER BY audit_log.at DESC LIMIT $2`,
        [userId, EXPORTED_DEEDS_MAX],
      ),
    );
  }

  failedAttempts(userId: string): Promise<FailedAttempts[]> {
    return this.database.read((manager) =>
      manager.query<FailedAttempts[]>(
        'SELECT caller, failures FROM verification_locks WHERE user_id = $1 AND failures > 0 ORDER BY caller',
        [userId],
      ),
    );
  }

  /**
   * @param alongside runs last in the same transaction, when it was removed
   * @returns whether this user had this encoding
   */
  deleteEncoding(userId: string, id: number, alongside: TransactionStep): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      await lockUser(manager, userId);
      const [, removed] = await manager.query<[unknown, number]>(
        'DELETE FROM face_encodings WHERE user_id = $1 AND id = $2',
        [userId, id],
      );
      if (removed > 0) await alongside(manager);
      return removed > 0;
    });
  }
}
