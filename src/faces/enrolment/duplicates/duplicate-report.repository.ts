import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';
import { utcText } from '../../../database/utc-text.js';
import { readTemplatePage } from '../../gallery/template-reader.js';
import type { StoredTemplate } from '../../gallery/template-matrix.js';

/** Two users who seem to be one person. */
export interface DuplicatePair {
  id: number;
  userIds: [string, string];
  /** 0..0.999, by thousandths. */
  probability: number;
}

/** How far the search is. Times are UTC, as ISO 8601. */
export interface ScanProgress {
  startedAt: string;
  /** Null while it is running. */
  finishedAt: string | null;
  /** Users who have been looked for. */
  scanned: number;
}

/** Where a page begins: after the pair with this probability and id. */
export interface PairCursor {
  probability: number;
  id: number;
}

/** SQL on the duplicates report. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class DuplicateReportRepository {
  constructor(private readonly database: Database) {}

  /** Begins a search where there is none, or anew where the last one ended longer ago. */
  request(model: string, lastsMs: number): Promise<ScanProgress> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO duplicate_scan AS scan (model) VALUES ($1)
         ON CONFLICT (model) DO UPDATE
           SET started_at = clock_timestamp(), finished_at = NULL, after_user = NULL, scanned = 0
           WHERE scan.finished_at < clock_timestamp() - make_interval(secs => $2 / 1000.0)`,
        [model, lastsMs],
      );
      const [row] = await manager.query<[ScanProgress]>(
        `SELECT ${utcText('started_at')} AS "startedAt", ${utcText('finished_at')} AS "finishedAt", scanned
         FROM duplicate_scan WHERE model = $1`,
        [model],
      );
      return row;
    });
  }

  /**
   * Takes the next users to look for. Nobody else gets them until `leaseMs` are over.
   * @returns undefined when there is nothing to do, or somebody else is at it
   */
  claim(model: string, limit: number, leaseMs: number): Promise<StoredTemplate[] | undefined> {
    return this.database.transaction(async (manager) => {
      const [[scan]] = await manager.query<[{ after_user: string | null }[], number]>(
        `UPDATE duplicate_scan SET claimed_until = clock_timestamp() + make_interval(secs => $2 / 1000.0)
         WHERE model = $1 AND finished_at IS NULL AND claimed_until < clock_timestamp() RETURNING after_user`,
        [model, leaseMs],
      );
      return scan && readTemplatePage(manager, model, scan.after_user, limit);
    });
  }

  /** @param userId has been looked for, and all before @param found of that user and others */
  advance(model: string, userId: string, found: readonly Omit<DuplicatePair, 'id'>[]): Promise<void> {
    return this.database.transaction(async (manager) => {
      for (const { userIds, probability } of found) {
        // Whoever was deleted meanwhile is in no pair.
        await manager.query(
          `INSERT INTO duplicate_pairs AS pair (model, user_a, user_b, probability)
           SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM enrolled_users WHERE user_id IN ($2, $3)) = 2
           ON CONFLICT (model, user_a, user_b) DO UPDATE
             SET probability = greatest(pair.probability, excluded.probability), found_at = clock_timestamp()`,
          [model, ...userIds, probability],
        );
      }
      await manager.query(
        `UPDATE duplicate_scan SET after_user = $2, scanned = scanned + 1 WHERE model = $1 AND finished_at IS NULL`,
        [model, userId],
      );
    });
  }

  /** Lets somebody else have the next slice. */
  async release(model: string): Promise<void> {
    await this.database.read((manager) =>
      manager.query(`UPDATE duplicate_scan SET claimed_until = '-infinity' WHERE model = $1`, [model]),
    );
  }

  /** Pairs that this search did not find again are gone with it, and so is the name of whom it looked for last: it may be deleted any time. */
  finish(model: string): Promise<void> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `DELETE FROM duplicate_pairs AS pair USING duplicate_scan AS scan
         WHERE pair.model = $1 AND scan.model = $1 AND pair.found_at < scan.started_at`,
        [model],
      );
      await manager.query(
        `UPDATE duplicate_scan SET finished_at = clock_timestamp(), after_user = NULL WHERE model = $1 AND finished_at IS NULL`,
        [model],
      );
    });
  }

  /** The likeliest first. */
  page(model: string, limit: number, after: PairCursor | undefined): Promise<DuplicatePair[]> {
    return this.database.read((manager) =>
      manager.query<DuplicatePair[]>(
        `SELECT id::int, ARRAY[user_a, user_b] AS "userIds", probability::float FROM duplicate_pairs
         WHERE model = $1 AND ($2::numeric IS NULL OR probability < $2 OR (probability = $2 AND id > $3))
         ORDER BY probability DESC, id LIMIT $4`,
        [model, after?.probability ?? null, after?.id ?? null, limit],
      ),
    );
  }

  count(model: string): Promise<number> {
    return this.database.read(async (manager) => {
      const [row] = await manager.query<{ count: string }[]>(
        'SELECT count(*) FROM duplicate_pairs WHERE model = $1',
        [model],
      );
      return Number(row?.count ?? 0);
    });
  }
}
