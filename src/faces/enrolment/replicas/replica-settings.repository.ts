import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';

/** A setting's name, and what it is as text. */
export type Settings = Readonly<Record<string, string>>;

/** What the replicas that run on this database were started with. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class ReplicaSettingsRepository {
  constructor(private readonly database: Database) {}

  /** Says that this replica runs. @returns the settings of the others that do */
  exchange(replica: string, settings: Settings): Promise<Settings[]> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `DELETE FROM replica_settings WHERE seen < clock_timestamp() - interval '3 minutes'`,
      );
      await manager.query(
        `INSERT INTO replica_settings (replica, settings) VALUES ($1, $2)
         ON CONFLICT (replica) DO UPDATE SET settings = excluded.settings, seen = clock_timestamp()`,
        [replica, JSON.stringify(settings)],
      );
      const others = await manager.query<{ settings: Settings }[]>(
        'SELECT settings FROM replica_settings WHERE replica <> $1 ORDER BY replica',
        [replica],
      );
      return others.map((other) => other.settings);
    });
  }

  async leave(replica: string): Promise<void> {
    await this.database.read((manager) =>
      manager.query('DELETE FROM replica_settings WHERE replica = $1', [replica]),
    );
  }
}
