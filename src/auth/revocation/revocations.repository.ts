import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../database/database.js';
import type { Revocation } from './revocation.js';

/** No token lives longer (the longest `--ttl` is 366 days), so that none needs to be remembered longer. */
const REMEMBERED_DAYS = 400;

/** SQL on `revoked_tokens`. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class RevocationsRepository {
  constructor(private readonly database: Database) {}

  all(): Promise<Revocation[]> {
    return this.database.read((manager) =>
      manager.query<Revocation[]>(
        `SELECT kind, value, extract(epoch FROM revoked_at)::float AS "atS" FROM revoked_tokens`,
      ),
    );
  }

  /** Revoking again moves the time on. @param alongside runs last in the same transaction */
  add(
    { kind, value }: Omit<Revocation, 'atS'>,
    alongside: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `DELETE FROM revoked_tokens WHERE revoked_at < clock_timestamp() - make_interval(days => $1)`,
        [REMEMBERED_DAYS],
      );
      await manager.query(
        `INSERT INTO revoked_tokens (kind, value) VALUES ($1, $2)
         ON CONFLICT (kind, value) DO UPDATE SET revoked_at = clock_timestamp()`,
        [kind, value],
      );
      await alongside(manager);
    });
  }
}
