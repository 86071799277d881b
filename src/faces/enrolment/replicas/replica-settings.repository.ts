import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.js';

/** A setting's name, and what it is as text. */
export type Settings = Readonly<Record<string, string>>;

/** What a replica says of itself, once a minute. */
export interface ReplicaAbout {
  host: string;
  version: string;
  /** ISO 8601 */
  startedAt: string;
  ready: boolean;
  queueDepth: number;
  queueLimit: number;
  workersAlive: number;
  workersWanted: number;
}

/** The last that was heard of a replica. */
export interface ReplicaWord extends ReplicaAbout {
  saidAt: Date;
}

/** What the replicas that run on this database were started with. Throws DB_UNAVAILABLE in an outage. */
@Injectable()
export class ReplicaSettingsRepository {
  constructor(private readonly database: Database) {}

  /** Says that this replica runs. @returns the settings of the others that do */
  exchange(replica: string, settings: Settings, about: ReplicaAbout): Promise<Settings[]> {
    return this.database.transaction(async (manager) => {
      await manager.query(
        `DELETE FROM replica_settings WHERE seen < clock_timestamp() - interval '3 minutes'`,
      );
      await manager.query(
        `INSERT INTO replica_settings (replica, settings, about) VALUES ($1, $2, $3)
         ON CONFLICT (replica) DO UPDATE
         SET settings = excluded.settings, about = excluded.about, seen = clock_timestamp()`,
        [replica, JSON.stringify(settings), JSON.stringify(about)],
      );
      const others = await manager.query<{ settings: Settings }[]>(
        'SELECT settings FROM replica_settings WHERE replica <> $1 ORDER BY replica',
        [replica],
      );
      return others.map((other) => other.settings);
    });
  }

  /** The last word of the others, of versions that say one; of one that is gone the row lapses with the next exchange. */
  async othersThan(replica: string): Promise<ReplicaWord[]> {
    return this.database.read(async (manager) => {
      const rows = await manager.query<{ about: ReplicaAbout; seen: Date }[]>(
        `SELECT about, seen FROM replica_settings WHERE replica <> $1 AND about <> '{}'
         ORDER BY about->>'host', about->>'startedAt'`,
        [replica],
      );
      return rows.map(({ about, seen }) => ({ ...about, saidAt: seen }));
    });
  }

  async leave(replica: string): Promise<void> {
    await this.database.read((manager) =>
      manager.query('DELETE FROM replica_settings WHERE replica = $1', [replica]),
    );
  }
}
