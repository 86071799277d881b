import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../../database/database.js';
import { utcText } from '../../../database/utc-text.js';

/** A consent on record. The time is UTC, as ISO 8601. */
export interface Consent {
  version: string;
  givenAt: string;
  byThemselves: boolean;
}

/** SQL on `consents`, whose rows end with the enrolment. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class ConsentsRepository {
  constructor(private readonly database: Database) {}

  /** @param manager of the transaction that has stored an encoding of the user */
  async record(userId: string, version: string, givenBy: string, manager: EntityManager): Promise<void> {
    await manager.query(
      `INSERT INTO consents (user_id, version, given_by) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, version) DO UPDATE SET given_by = excluded.given_by, given_at = excluded.given_at`,
      [userId, version, givenBy],
    );
  }

  /** Newest first. */
  of(userId: string, manager?: EntityManager): Promise<Consent[]> {
    const find = (each: EntityManager) =>
      each.query<Consent[]>(
        `SELECT version, given_by = user_id AS "byThemselves",
                ${utcText('given_at')} AS "givenAt"
         FROM consents WHERE user_id = $1 ORDER BY given_at DESC`,
        [userId],
      );
    return manager === undefined ? this.database.read(find) : find(manager);
  }

  async isGiven(userId: string, version: string, manager?: EntityManager): Promise<boolean> {
    return (await this.of(userId, manager)).some((consent) => consent.version === version);
  }

  /** Enrolled users who have agreed to this version. */
  countUsers(version: string): Promise<number> {
    return this.database.read(async (manager) => {
      const [row] = await manager.query<{ count: string }[]>(
        'SELECT count(*) FROM consents WHERE version = $1',
        [version],
      );
      return Number(row?.count ?? 0);
    });
  }
}
