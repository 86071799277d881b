import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import type { QualityMeasures } from '../embedding/photo-analysis.js';
import { FaceEncoding } from './face-encoding.entity.js';

export interface UserPage {
  userIds: string[];
  /** Pass it to get the following page; null on the last one. */
  nextCursor: string | null;
}

export interface NewEncoding {
  encoding: Iterable<number>;
  /** Of the photograph; none is known of a live face. */
  quality?: QualityMeasures;
}

/** An encoding as another installation stored it. */
export interface AdoptedEncoding {
  encoding: readonly number[];
  model: string;
  /** ISO 8601 without a zone; undefined: now. */
  createdAt?: string | undefined;
}

/** One row of an export, named as in the table. */
export interface ExportedEncoding {
  id: number;
  user_id: string;
  model: string;
  encoding: number[];
  created_at: string | null;
}

/** Something that is to be committed together with a change, or not at all. */
export type TransactionStep = (manager: EntityManager) => Promise<void>;

/**
 * The encodings of user $1 beyond the newest $2, by (created_at, id). Where one is from the future, the clock or its time zone has gone
 * back since, and the order of the ids is the order in time.
 */
const OLDEST = `
  SELECT id FROM (
    SELECT id, created_at, bool_or(created_at > clock_timestamp()::timestamp) OVER () AS went_back
    FROM face_encodings WHERE user_id = $1
  ) AS stored_before
  ORDER BY CASE WHEN went_back THEN NULL ELSE created_at END DESC NULLS LAST, id DESC OFFSET $2`;

const nothing: TransactionStep = () => Promise.resolve();

/** What an enrolment does in its transaction beside storing. */
export interface EnrolmentSteps {
  /** Which of the encodings to store; runs while nothing else can change this user's. When it throws, nothing is stored. */
  choose?: (manager: EntityManager) => Promise<readonly NewEncoding[]>;
  /** Removes the user's other encodings. */
  replace?: boolean;
  /** Runs last. */
  alongside?: TransactionStep;
}

/** SQL on `face_encodings`, and on the lists and counts that the database keeps of it. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class FaceEncodingsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores encodings of one person, the first `max` of them, and, when the user then has more than `max`, removes the oldest of the
   * others. Resolves once it is committed.
   * @returns the user's encodings after that
   */
  enroll(
    userId: string,
    encodings: readonly NewEncoding[],
    model: string,
    max: number,
    { choose, replace = false, alongside = nothing }: EnrolmentSteps = {},
  ): Promise<{ faceCount: number }> {
    return this.database.transaction(async (manager) => {
      await lockUser(manager, userId);
      const chosen = ((await choose?.(manager)) ?? encodings).slice(0, max);
      if (replace) await manager.delete(FaceEncoding, { userId });
      // Not the column's default: that is when the transaction began, before it waited for the lock. In one statement, all of which
      // sees the table as it was before it.
      const [row] = await manager.query<{ count: string }[]>(
        `WITH stored AS (
           INSERT INTO face_encodings (user_id, encoding, model, quality, created_at, updated_at)
           SELECT $1, encoding, $3, quality, clock_timestamp(), clock_timestamp()
           FROM unnest($4::jsonb[], $5::jsonb[]) AS new (encoding, quality) RETURNING 1
         ), removed AS (
           DELETE FROM face_encodings WHERE id IN (${OLDEST}) RETURNING 1
         )
         SELECT (SELECT count(*) FROM face_encodings WHERE user_id = $1) + (SELECT count(*) FROM stored)
           - (SELECT count(*) FROM removed) AS count`,
        [
          userId,
          Math.max(0, max - chosen.length),
          model,
          chosen.map(({ encoding }) => toJson(encoding)),
          chosen.map(({ quality }) => (quality === undefined ? null : JSON.stringify(quality))),
        ],
      );
      const faceCount = Number(row?.count);
      await alongside(manager);
      return { faceCount };
    });
  }

  /**
   * Takes over encodings that were made elsewhere, those left out that the user already has; then as `enroll`.
   * @returns how many were new
   */
  adopt(
    userId: string,
    encodings: readonly AdoptedEncoding[],
    max: number,
    alongside: TransactionStep = nothing,
  ): Promise<{ added: number }> {
    return this.database.transaction(async (manager) => {
      await lockUser(manager, userId);
      let added = 0;
      for (const { encoding, model, createdAt } of encodings) {
        const rows = await manager.query<unknown[]>(
          `INSERT INTO face_encodings (user_id, encoding, model, created_at, updated_at)
           SELECT $1::varchar, $2::jsonb, $3::varchar, least(coalesce($4::timestamp, clock_timestamp()), clock_timestamp()), clock_timestamp()
           WHERE NOT EXISTS (
             SELECT FROM face_encodings WHERE user_id = $1 AND model = $3 AND encoding = $2::jsonb)
           RETURNING id`,
          [userId, JSON.stringify(encoding), model, createdAt ?? null],
        );
        added += rows.length;
      }
      if (added === 0) return { added };
      await manager.query(`DELETE FROM face_encodings WHERE id IN (${OLDEST})`, [userId, max]);
      await alongside(manager);
      return { added };
    });
  }

  /** Encodings with larger ids, in their order; the time as text, to the microsecond and without a zone, as it is stored. */
  page(afterId: number, limit: number, userId?: string): Promise<ExportedEncoding[]> {
    return this.database.read((manager) =>
      manager.query<ExportedEncoding[]>(
        `SELECT id, user_id, model, encoding, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') AS created_at
         FROM face_encodings WHERE id > $1 AND ($2::varchar IS NULL OR user_id = $2) ORDER BY id LIMIT $3`,
        [afterId, userId ?? null, limit],
      ),
    );
  }

  /**
   * The user's encodings of these models, oldest first.
   * @param manager of the transaction that this belongs to
   */
  findByUser(userId: string, models: readonly string[], manager?: EntityManager): Promise<FaceEncoding[]> {
    const find = (each: EntityManager) =>
      each.find(FaceEncoding, {
        where: { userId, model: In([...models]) },
        order: { createdAt: 'ASC', id: 'ASC' },
      });
    return manager === undefined ? this.database.read(find) : find(manager);
  }

  /** @param manager of a transaction in which nothing else can change this user's */
  isEnrolled(userId: string, manager: EntityManager): Promise<boolean> {
    return manager.existsBy(FaceEncoding, { userId });
  }

  /**
   * @param alongside runs last in the same transaction, when something was removed
   * @returns how many encodings were removed
   */
  deleteByUser(userId: string, alongside: TransactionStep = nothing): Promise<number> {
    return this.database.transaction(async (manager) => {
      await lockUser(manager, userId);
      const { affected } = await manager.delete(FaceEncoding, { userId });
      if (!affected) return 0;
      await alongside(manager);
      return affected;
    });
  }

  countUsers(): Promise<number> {
    return this.#count(
      `SELECT coalesce(sum(change), 0) AS count FROM gallery_counts WHERE subject = 'users'`,
    );
  }

  /** Users whom nothing can recognise any more, since all of their encodings are of other models than these. */
  countUsersNeedingNewPhoto(models: readonly string[]): Promise<number> {
    return this.#count(
      `SELECT coalesce(sum(change), 0) AS count FROM gallery_counts
       WHERE subject = 'users' AND NOT models && $1::varchar[]`,
      [models],
    );
  }

  /** @param cursor the `nextCursor` of the page before */
  listUsers({ limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<UserPage> {
    return this.database.read(async (manager) => {
      const rows = await manager.query<{ user_id: string }[]>(
        `SELECT user_id FROM enrolled_users WHERE $1::varchar IS NULL OR user_id > $1 ORDER BY user_id LIMIT $2`,
        [cursor ?? null, limit + 1],
      );
      const userIds = rows.slice(0, limit).map((row) => row.user_id);
      return { userIds, nextCursor: rows.length > limit ? (userIds.at(-1) ?? null) : null };
    });
  }

  #count(sql: string, parameters: unknown[] = []): Promise<number> {
    return this.database.read(async (manager) => {
      const [row] = await manager.query<{ count: string }[]>(sql, parameters);
      return Number(row?.count ?? 0);
    });
  }
}

/**
 * Until the end of the transaction, for enrolments that depend on who else is enrolled: each sees those before it. To be taken
 * after the user's own lock, or two enrolments could wait for each other.
 */
export async function lockGallery(manager: EntityManager): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('faces', 0))`);
}

/** Until the end of the transaction; without it parallel enrolments of one user each miss the rows of the others. */
export async function lockUser(manager: EntityManager, userId: string): Promise<void> {
  await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('face:' || $1, 0))`, [userId]);
}

/**
 * Nine significant digits are enough to read back the same 32-bit float (IEEE 754: 9 = ⌈1 + 24·log10 2⌉).
 * @throws RangeError for NaN and infinities, which JSON would turn into null
 */
function toJson(encoding: Iterable<number>): string {
  return JSON.stringify(
    Array.from(encoding, (value) => {
      if (!Number.isFinite(value)) throw new RangeError('An encoding holds finite numbers only');
      return Number(value.toPrecision(9));
    }),
  );
}
