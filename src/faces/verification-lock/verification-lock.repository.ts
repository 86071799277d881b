import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import {
  type AttemptPolicy,
  type CallerClass,
  FAILURES_MAX,
  forgiveByTime,
} from './verification-lock.policy.js';

/** Some 20 MB of ids that nobody is enrolled by. */
const STRANGERS_MAX = 100_000;

/** Attempts to pass as one user (1:1), and to pass as anybody (1:N). */
const TABLES = { verification: 'verification_locks', search: 'search_locks' } as const;

/** Whose attempts at whom are counted together. */
export interface AttemptKey {
  kind: keyof typeof TABLES;
  /** Claimed, not necessarily enrolled; empty for a search. */
  userId: string;
  /** A class of callers, or one of them; at most 64 characters. */
  caller: string;
}

export interface LockState {
  /** Attempts that have not succeeded and are not forgiven, those under way included. */
  failures: number;
  /** Seconds until the next attempt is allowed; 0: now, Infinity: not by waiting. */
  lockedForS: number;
}

export interface LockedClaim {
  /** Claimed, not necessarily enrolled. */
  userId: string;
  /** The class of callers that has to wait. */
  caller: CallerClass;
  failures: number;
  /** Null: until somebody opens it. */
  lockedForS: number | null;
}

/** The owner's own failures in a row, from which on time opens nothing. */
const ENDLESS = `(caller = 'self' AND failures >= ${FAILURES_MAX})`;

interface CountRow {
  failures: number;
  left_s: number;
  since_s: number;
}

/**
 * SQL on `verification_locks`. An attempt counts as failed from its beginning, so that parallel attempts – also at several
 * replicas – cannot be more than the limit. Times are the database's. Throws DB_UNAVAILABLE in an outage.
 */
@Injectable()
export class VerificationLockRepository {
  constructor(private readonly database: Database) {}

  /** Counts an attempt, unless it has to wait. @returns the state before it */
  begin({ kind, userId, caller }: AttemptKey, policy: AttemptPolicy): Promise<LockState> {
    return this.database.transaction(async (manager) => {
      // The conflict's update changes nothing; it locks the row until the commit.
      const [row] = await manager.query<[CountRow]>(
        `INSERT INTO ${TABLES[kind]} AS locks (user_id, caller) VALUES ($1, $2)
         ON CONFLICT (user_id, caller) DO UPDATE SET user_id = locks.user_id
         RETURNING failures, coalesce(extract(epoch FROM locked_until - clock_timestamp()), 0)::float AS left_s,
                   extract(epoch FROM clock_timestamp() - updated_at)::float AS since_s`,
        [userId, caller],
      );
      const isFinal = policy.lockAfterS(row.failures) === Infinity;
      const lockedForS = isFinal ? Infinity : Math.max(0, row.left_s);
      const before = forgiveByTime(policy, { failures: row.failures, sinceS: row.since_s });
      if (lockedForS === 0) {
        const failures = before.failures + 1;
        const lockS = policy.lockAfterS(failures);
        await manager.query(
          `UPDATE ${TABLES[kind]}
           SET failures = $3, locked_until = clock_timestamp() + make_interval(secs => $4),
               updated_at = clock_timestamp() - make_interval(secs => $5)
           WHERE user_id = $1 AND caller = $2`,
          [userId, caller, failures, Number.isFinite(lockS) ? lockS : 0, before.sinceS],
        );
      }
      return { failures: before.failures, lockedForS };
    });
  }

  /** Takes an attempt back that failed in nothing; with it goes the lock that it brought, as the one before had ended. */
  async withdraw({ kind, userId, caller }: AttemptKey): Promise<void> {
    await this.database.read((manager) =>
      manager.query(
        `UPDATE ${TABLES[kind]} SET failures = failures - 1, locked_until = NULL
         WHERE user_id = $1 AND caller = $2 AND failures > 0`,
        [userId, caller],
      ),
    );
  }

  /** The attempts are no longer in a row. */
  async forgive({ kind, userId, caller }: AttemptKey): Promise<void> {
    await this.database.read((manager) =>
      manager.query(`DELETE FROM ${TABLES[kind]} WHERE user_id = $1 AND caller = $2`, [userId, caller]),
    );
  }

  /**
   * Forgives everybody who tried to pass as this user.
   * @param manager of the transaction that this belongs to
   */
  async clear(userId: string, manager?: EntityManager): Promise<void> {
    const forget = (each: EntityManager) =>
      each.query('DELETE FROM verification_locks WHERE user_id = $1', [userId]);
    await (manager ? forget(manager) : this.database.read(forget));
  }

  /** Claims that have to wait now, those that wait longest first. */
  locked(limit: number): Promise<LockedClaim[]> {
    return this.database.read((manager) =>
      manager.query<LockedClaim[]>(
        `SELECT user_id AS "userId", caller, failures,
                CASE WHEN ${ENDLESS} THEN NULL ELSE ceil(extract(epoch FROM locked_until - clock_timestamp()))::int END
                  AS "lockedForS"
         FROM verification_locks WHERE locked_until > clock_timestamp() OR ${ENDLESS}
         ORDER BY ${ENDLESS} DESC, locked_until DESC, user_id LIMIT $1`,
        [limit],
      ),
    );
  }

  /**
   * Forgets what time has forgiven altogether, of the enrolled and of others alike, since a difference would tell who they are.
   * @param except callers whom time forgives nothing
   */
  async clearForgiven(except: string, forgivenEveryS: number): Promise<void> {
    for (const table of Object.values(TABLES)) {
      await this.database.read((manager) =>
        manager.query(
          `DELETE FROM ${table}
           WHERE caller <> $1 AND updated_at < clock_timestamp() - make_interval(secs => failures * $2)`,
          [except, forgivenEveryS],
        ),
      );
    }
  }

  /**
   * Keeps invented ids from filling the disk: beyond `max` those go first that have failed least, so that a flood pushes out its own.
   * @returns how many were forgotten
   */
  async clearStrangers(max = STRANGERS_MAX): Promise<number> {
    const [, affected] = await this.database.read((manager) =>
      manager.query<[unknown, number]>(
        `DELETE FROM verification_locks WHERE (user_id, caller) IN (
           SELECT user_id, caller FROM verification_locks AS locks
           WHERE NOT EXISTS (SELECT FROM enrolled_users WHERE enrolled_users.user_id = locks.user_id)
           ORDER BY failures DESC, updated_at DESC OFFSET $1
         )`,
        [max],
      ),
    );
    return affected;
  }
}
