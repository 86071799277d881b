import type { DataSource } from 'typeorm';
import { poolOf } from '../database/server/pool-of.js';
import type { Gallery } from '../faces/gallery/gallery.js';
import type { Metrics } from './metrics.js';

/** Connections of the pool, and how many users there are to recognise. */
export function observeStorage(
  metrics: Metrics,
  dataSource: DataSource,
  gallery: Gallery,
  poolMax: number,
): void {
  metrics.observedGauge(
    'twoinone_database_connections',
    'Connections of the pool: busy, idle, and requests that wait for one',
    ['state'],
    (gauge) => {
      const pool = poolOf(dataSource);
      if (pool === null) return;
      gauge.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  );
  metrics.observedGauge('twoinone_database_connections_max', 'Largest number of connections', [], (gauge) =>
    gauge.set(poolMax),
  );
  const size = (name: string, help: string, field: 'users' | 'encodings'): void =>
    metrics.observedGauge(`twoinone_gallery_${name}`, help, [], async (gauge) =>
      gauge.set((await gallery.size())[field]),
    );
  size('users', 'Users who can be recognised by the network in use', 'users');
  size('encodings', 'Their encodings', 'encodings');
}
