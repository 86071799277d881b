import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { utcText } from '../database/utc-text.js';
import type { StoredAuditEntry } from './audit-entry.js';

/** What is looked for; what is left out is not asked about. */
export interface AuditFilter {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  /** The code alone; entries that stand for several (`NO_FACE +142`) are found by it too. */
  outcome?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
  /** Entries before this one: the last of the page before. */
  before?: string | undefined;
  limit: number;
}

export type AuditLine = Omit<StoredAuditEntry, 'previousHash' | 'hash'>;

export interface DailyCount {
  /** UTC: 2026-11-23 */
  day: string;
  action: string;
  outcome: string;
  count: number;
}

/** An entry stands for itself, or for as many as its outcome says: `NO_FACE +142`. As in 025_index_audit_log.sql. */
const CODE = `split_part(outcome, ' +', 1)`;
const TIMES = `CASE WHEN outcome LIKE '% +%' THEN split_part(outcome, ' +', 2)::bigint ELSE 1 END`;

/** Reads `audit_log` for people who run the service. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class AuditReportRepository {
  constructor(private readonly database: Database) {}

  /** The newest first: by their times, which the indexes are in the order of. */
  search({ actor, subject, action, outcome, from, until, before, limit }: AuditFilter): Promise<AuditLine[]> {
    return this.database.read((manager) =>
      manager.query<AuditLine[]>(
        `SELECT id::text, ${utcText('at', 'US')} AS at,
                actor, actor_role AS "actorRole", action, subject, outcome, model
         FROM audit_log
         WHERE ($1::varchar IS NULL OR actor = $1) AND ($2::varchar IS NULL OR subject = $2)
           AND ($3::varchar IS NULL OR action = $3) AND ($4::varchar IS NULL OR ${CODE} = $4)
           AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
           AND ($7::bigint IS NULL OR (audit_log.at, audit_log.id) < (
             SELECT last.at, last.id FROM audit_log AS last WHERE last.id = $7))
         ORDER BY audit_log.at DESC, audit_log.id DESC LIMIT $8`,
        [
          actor ?? null,
          subject ?? null,
          action ?? null,
          outcome ?? null,
          from?.toISOString() ?? null,
          until?.toISOString() ?? null,
          before ?? null,
          limit,
        ],
      ),
    );
  }

  /** How often each came of each, a day at a time. */
  async countByDay(since: Date): Promise<DailyCount[]> {
    const rows = await this.database.read((manager) =>
      manager.query<(Omit<DailyCount, 'count'> & { count: string })[]>(
        // By what they are first: of a million entries that leaves some thousand to be taken apart.
        `SELECT to_char(day, 'YYYY-MM-DD') AS day, action, ${CODE} AS outcome, sum(entries * (${TIMES})) AS count
         FROM (
           SELECT (at AT TIME ZONE 'UTC')::date AS day, action, outcome, count(*) AS entries
           FROM audit_log WHERE at >= $1 GROUP BY 1, 2, 3
         ) AS of_day
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
        [since.toISOString()],
      ),
    );
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }
}
