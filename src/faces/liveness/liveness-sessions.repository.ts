import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { LIVENESS_RULES } from './liveness-rules.js';
import type {
  ClaimedSession,
  FrameRefusal,
  NewSession,
  SessionChange,
  SessionStatus,
  SessionUse,
} from './liveness-session.js';
import { BEGINNING, type Progress } from './session-progress.js';

const { sessionMs, sessionMostMs, turnedAwayMostMs, lookMs, frameGapMs, useMs } = LIVENESS_RULES;
/** Rows are kept for the record of what failed, not for use. */
const KEPT_HOURS = 24;
/**
 * A session ends when its own clock says so: while a look at a frame takes longer than it may, the end moves on with the time
 * on the wall.
 */
const MOVED_END = `least(
  expires_at + greatest(clock_timestamp() - frame_at - make_interval(secs => ${lookMs} / 1000.0), interval '0'),
  created_at + make_interval(secs => ${sessionMostMs} / 1000.0))`;

/**
 * SQL on `liveness_sessions`. Two replicas may serve one session: a frame claims it by its number, one at a time, and every time is
 * the database's. Throws DB_UNAVAILABLE in an outage.
 */
@Injectable()
export class LivenessSessionsRepository {
  constructor(private readonly database: Database) {}

  /** @returns when it ends */
  create({ id, purpose, creator, creatorRole, creatorScopes, userId, model }: NewSession): Promise<Date> {
    return this.database.read(async (manager) => {
      const [row] = await manager.query<[{ expires_at: Date }]>(
        `INSERT INTO liveness_sessions (id, purpose, creator, creator_role, creator_scopes, user_id, model, progress, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + make_interval(secs => $9 / 1000.0))
         RETURNING expires_at`,
        [
          ...[id, purpose, creator, creatorRole, creatorScopes, userId, model],
          ...[JSON.stringify(BEGINNING), sessionMs],
        ],
      );
      return row.expires_at;
    });
  }

  /** Takes the session for its next frame, or says why not. A frame counts from here on, whatever comes of it. */
  claim(id: string, seq: number): Promise<ClaimedSession | FrameRefusal> {
    return this.database.read(async (manager) => {
      const [[claimed]] = await manager.query<[ClaimRow[], number]>(
        `UPDATE liveness_sessions SET state = 'RUNNING', claimed_seq = $2, frame_at = clock_timestamp()
         WHERE id = $1 AND state IN ('CREATED', 'RUNNING') AND expires_at > clock_timestamp()
           AND claimed_seq = applied_seq AND claimed_seq = $2 - 1
           AND (frame_at IS NULL OR frame_at <= clock_timestamp() - make_interval(secs => $3 / 1000.0))
         RETURNING purpose, creator, creator_role, creator_scopes, user_id, model, progress->'phase'->>'kind' AS phase,
           (extract(epoch FROM frame_at - created_at) * 1000)::float AS at_ms,
           ($4 + extract(epoch FROM frame_at - expires_at) * 1000)::float AS clock_ms`,
        [id, seq, frameGapMs, sessionMs],
      );
      if (claimed !== undefined) {
        const { purpose, creator, model, phase } = claimed;
        return {
          ...{ purpose, creator, model, phase },
          ...{ creatorRole: claimed.creator_role, creatorScopes: claimed.creator_scopes },
          ...{ userId: claimed.user_id, arrived: { atMs: claimed.at_ms, clockMs: claimed.clock_ms } },
        };
      }
      const [row] = await manager.query<{ open: boolean; next: boolean }[]>(
        `SELECT state IN ('CREATED', 'RUNNING') AND expires_at > clock_timestamp() AS open,
                claimed_seq = applied_seq AND claimed_seq = $2 - 1 AS next
         FROM liveness_sessions WHERE id = $1`,
        [id, seq],
      );
      if (row === undefined) return 'unknown';
      if (!row.open) return 'ended';
      return row.next ? 'too-soon' : 'out-of-order';
    });
  }

  /**
   * Applies the claimed frame.
   * @param decide gets what the session remembers, and the time in milliseconds since it began
   * @returns undefined when the session is gone meanwhile
   */
  apply<Change extends SessionChange>(
    id: string,
    seq: number,
    decide: (progress: Progress, nowMs: number) => Change,
  ): Promise<Change | undefined> {
    return this.database.transaction(async (manager) => {
      const [row] = await manager.query<{ progress: Progress; now_ms: number }[]>(
        `SELECT progress, (extract(epoch FROM clock_timestamp() - created_at) * 1000)::float AS now_ms
         FROM liveness_sessions WHERE id = $1 AND state = 'RUNNING' AND claimed_seq = $2 AND applied_seq = $2 - 1
         FOR UPDATE`,
        [id, seq],
      );
      if (row === undefined) return undefined;
      const change = decide(row.progress, row.now_ms);
      const { state, reason, liveScore, steps, progress } = change;
      await manager.query(
        `UPDATE liveness_sessions
         SET applied_seq = $2, state = $3::varchar, reason = $4, live_score = $5, steps = $6, progress = $7,
             expires_at = CASE WHEN $3::varchar = 'PASSED' THEN clock_timestamp() + make_interval(secs => $8 / 1000.0)
                               ELSE ${MOVED_END} END
         WHERE id = $1`,
        [id, seq, state, reason, liveScore, steps, progress && JSON.stringify(progress), useMs],
      );
      return change;
    });
  }

  /** The claimed frame changes nothing: it could not be looked at. */
  async skip(id: string, seq: number): Promise<void> {
    await this.database.read((manager) =>
      manager.query(
        `UPDATE liveness_sessions SET applied_seq = $2, expires_at = ${MOVED_END}
         WHERE id = $1 AND claimed_seq = $2 AND applied_seq = $2 - 1`,
        [id, seq],
      ),
    );
  }

  /**
   * The session's clock stands still from `tookMs` ago until `waitMs` from now, and no frame is taken before; what it stood still for
   * already counts once, and half a minute is the most. A frame that was claimed, and skipped, moved the clock itself while it was looked at.
   */
  async standStill(id: string, tookMs: number, waitMs: number): Promise<void> {
    await this.database.read((manager) =>
      manager.query(
        `UPDATE liveness_sessions
         SET frame_at = until - gap,
             expires_at = least(
               expires_at + (until - CASE WHEN frame_at >= arrived THEN greatest(now, frame_at + gap) ELSE arrived END),
               greatest(expires_at, created_at + make_interval(secs => ${sessionMs + turnedAwayMostMs} / 1000.0)))
         FROM (SELECT now, now - make_interval(secs => $2 / 1000.0) AS arrived,
                      now + make_interval(secs => $3 / 1000.0) AS until, make_interval(secs => $4 / 1000.0) AS gap
               FROM (SELECT clock_timestamp() AS now) AS clock) AS refusal
         WHERE id = $1 AND state IN ('CREATED', 'RUNNING') AND claimed_seq = applied_seq AND expires_at > arrived
           AND (frame_at IS NULL OR frame_at + gap < until)`,
        [id, tookMs, waitMs, frameGapMs],
      ),
    );
  }

  /**
   * Uses a passed session up: of any number of callers, at any replicas, exactly one gets it.
   * @returns what it remembers; undefined when it cannot be used so
   */
  consume(id: string, { purpose, creator, userId, model }: SessionUse): Promise<Progress | undefined> {
    return this.database.transaction(async (manager) => {
      // Locked first, since RETURNING would give the emptied row.
      const [row] = await manager.query<{ progress: Progress }[]>(
        `SELECT progress FROM liveness_sessions
         WHERE id = $1 AND state = 'PASSED' AND consumed_at IS NULL AND expires_at > clock_timestamp()
           AND purpose = $2 AND creator IS NOT DISTINCT FROM $3 AND user_id IS NOT DISTINCT FROM $4 AND model = $5
         FOR UPDATE`,
        [id, purpose, creator, userId, model],
      );
      if (row === undefined) return undefined;
      await manager.query(
        `UPDATE liveness_sessions SET state = 'CONSUMED', consumed_at = clock_timestamp(), progress = NULL WHERE id = $1`,
        [id],
      );
      return row.progress;
    });
  }

  /** @param creator null for an anonymous one @returns undefined for a session of somebody else's, or none */
  find(id: string, creator: string | null): Promise<SessionStatus | undefined> {
    return this.database.read(async (manager) => {
      const [row] = await manager.query<StatusRow[]>(
        `SELECT CASE WHEN state IN ('CREATED', 'RUNNING', 'PASSED') AND expires_at <= clock_timestamp()
                     THEN 'EXPIRED' ELSE state END AS state, reason, live_score, steps
         FROM liveness_sessions WHERE id = $1 AND creator IS NOT DISTINCT FROM $2`,
        [id, creator],
      );
      if (row === undefined) return undefined;
      const { state, reason, live_score: liveScore, steps } = row;
      return { state, reason, liveScore, steps };
    });
  }

  /** @returns whether there was one */
  async delete(id: string, creator: string | null): Promise<boolean> {
    const [, removed] = await this.database.read((manager) =>
      manager.query<[unknown, number]>(
        'DELETE FROM liveness_sessions WHERE id = $1 AND creator IS NOT DISTINCT FROM $2',
        [id, creator],
      ),
    );
    return removed > 0;
  }

  /** Deletes what is a day old or was never begun, and the encodings of what can no longer be used. */
  async deleteExpired(): Promise<void> {
    await this.database.read(async (manager) => {
      await manager.query(
        `DELETE FROM liveness_sessions
         WHERE expires_at < clock_timestamp() - make_interval(hours => $1)
            OR (state = 'CREATED' AND expires_at < clock_timestamp())`,
        [KEPT_HOURS],
      );
      await manager.query(
        `UPDATE liveness_sessions SET progress = NULL WHERE progress IS NOT NULL AND expires_at < clock_timestamp()`,
      );
    });
  }
}

interface ClaimRow {
  purpose: ClaimedSession['purpose'];
  creator: string | null;
  creator_role: ClaimedSession['creatorRole'];
  creator_scopes: ClaimedSession['creatorScopes'];
  user_id: string | null;
  model: string;
  phase: ClaimedSession['phase'];
  at_ms: number;
  clock_ms: number;
}

interface StatusRow {
  state: SessionStatus['state'];
  reason: SessionStatus['reason'];
  live_score: number | null;
  steps: SessionStatus['steps'];
}
