import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../database/database.js';

/**
 * Use is a new encoding, or having been recognised; the latter is on record in `audit_log`. Enrolments from before that
 * record count from the migration that began it. $1 is the number of days.
 */
const UNUSED = `
  updated_at < (now() - make_interval(days => $1))::timestamp AND NOT EXISTS (
    SELECT FROM audit_log
    WHERE audit_log.subject = enrolled_users.user_id AND audit_log.at > now() - make_interval(days => $1)
      AND audit_log.action IN ('verify', 'identify') AND audit_log.outcome = 'SUCCESS')`;

const SLICE = 1_000;

export interface Slice {
  unused: string[];
  /** null after the last slice. */
  next: string | null;
}

/** Finds and deletes enrolments that nobody uses any more. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class UnusedEnrolmentsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Looks at one slice of the enrolled users, so that no statement takes long however many there are.
   *
   * @param after the `next` of the slice before
   */
  find(days: number, after: string | null): Promise<Slice> {
    return this.database.read(async (manager) => {
      const rows = await manager.query<{ user_id: string; unused: boolean }[]>(
        `SELECT user_id, (${UNUSED}) AS unused
         FROM (SELECT * FROM enrolled_users WHERE $2::varchar IS NULL OR user_id > $2 ORDER BY user_id LIMIT $3)
              AS enrolled_users
         ORDER BY user_id`,
        [days, after, SLICE],
      );
      return {
        unused: rows.filter((row) => row.unused).map((row) => row.user_id),
        next: rows.length < SLICE ? null : (rows.at(-1)?.user_id ?? null),
      };
    });
  }

  /**
   * Deletes every encoding of the user, unless the enrolment has been used in the meantime.
   *
   * @param record runs last in the same transaction when something was removed
   * @returns whether something was removed
   */
  delete(userId: string, days: number, record: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      // The row of enrolled_users, which every enrolment of this user writes first, is locked against a new photo.
      const [row] = await manager.query<unknown[]>(
        `SELECT user_id FROM enrolled_users WHERE user_id = $2 AND ${UNUSED} FOR UPDATE`,
        [days, userId],
      );
      if (row === undefined) return false;
      const [, removed] = await manager.query<[unknown, number]>(
        'DELETE FROM face_encodings WHERE user_id = $1',
        [userId],
      );
      if (removed > 0) await record(manager);
      return removed > 0;
    });
  }
}
