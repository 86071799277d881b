import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import { lockAfterS } from './verification-lock.policy.js';

/** Some 20 MB of ids that nobody is enrolled by. */
const STRANGERS_MAX = 100_000;

export interface LockState {
  /** Attempts in a row that have not succeeded, those under way included. */
  failures: number;
  /** Seconds until the next attempt is allowed; 0: now, Infinity: not by waiting. */
  lockedForS: number;
}

/**
 * SQL on `verification_locks`. An attempt counts as failed from its beginning, so that parallel attempts – also at several
 * replicas – cannot be more than the limit. Times are the database's. Throws DB_UNAVAILABLE in an outage.
 */
@Injectable()
export class VerificationLockRepository {
  constructor(private readonly database: Database) {}

  /** Counts an attempt, unless the user is locked. @returns the state before it */
  begin(userId: string): Promise<LockState> {
    return this.database.transaction(async (manager) => {
      // The conflict's update changes nothing; it locks the row until the commit.
      const [row] = await manager.query<[{ failures: number; left_s: number }]>(
        `INSERT INTO verification_locks AS locks (user_id) VALUES ($1)
         ON CONFLICT (user_id) DO UPDATE SET user_id = locks.user_id
         RETURNING failures, coalesce(extract(epoch FROM locked_until - clock_timestamp()), 0)::float AS left_s`,
        [userId],
      );
      const before = stateOf(row.failures, row.left_s);
      if (before.lockedForS === 0) {
        const failures = before.failures + 1;
        const lockS = lockAfterS(failures);
        await manager.query(
          `UPDATE verification_locks
           SET failures = $2, updated_at = now(), locked_until = clock_timestamp() + make_interval(secs => $3)
           WHERE user_id = $1`,
          [userId, failures, Number.isFinite(lockS) ? lockS : 0],
        );
      }
      return before;
    });
  }

  /** Takes an attempt back that decided nothing; with it goes the lock that it brought, as the one before had ended. */
  async withdraw(userId: string): Promise<void> {
    await this.database.read((manager) =>
      manager.query(
        `UPDATE verification_locks SET failures = failures - 1, locked_until = NULL
         WHERE user_id = $1 AND failures > 0`,
        [userId],
      ),
    );
  }

  /**
   * The attempts are no longer in a row.
   * @param manager of the transaction that this belongs to
   * @returns whether there was anything to forget
   */
  async clear(userId: string, manager?: EntityManager): Promise<boolean> {
    const forget = (each: EntityManager) =>
      each.query<[unknown, number]>('DELETE FROM verification_locks WHERE user_id = $1', [userId]);
    const [, affected] = await (manager ? forget(manager) : this.database.read(forget));
    return affected > 0;
  }

  /**
   * Keeps invented ids from filling the disk. Time forgets nobody: failures that outlive a day for the enrolled only would tell
   * who they are. So the count of a stranger is kept like any other, and beyond `max` those go first that have failed least,
   * so that a flood pushes out its own.
   * @returns how many were forgotten
   */
  async clearStrangers(max = STRANGERS_MAX): Promise<number> {
    const [, affected] = await this.database.read((manager) =>
      manager.query<[unknown, number]>(
        `DELETE FROM verification_locks WHERE user_id IN (
           SELECT user_id FROM verification_locks AS locks
           WHERE NOT EXISTS (SELECT FROM enrolled_users WHERE enrolled_users.user_id = locks.user_id)
           ORDER BY failures DESC, updated_at DESC OFFSET $1
         )`,
        [max],
      ),
    );
    return affected;
  }
}

function stateOf(failures: number, leftS: number): LockState {
  const forGood = lockAfterS(failures) === Infinity;
  return { failures, lockedForS: forGood ? Infinity : Math.max(0, leftS) };
}
