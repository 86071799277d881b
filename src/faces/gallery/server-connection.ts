import pg from 'pg';
import type { DataSource } from 'typeorm';

const CONNECTION_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/** False for the embedded database. */
export function isServer({ options }: DataSource): boolean {
  return options.type === 'postgres' && options.url !== undefined;
}

/**
 * A connection outside the pool for what takes long or never ends (an index build, LISTEN): the pool's connections are
 * few and give up after seconds. Not connected yet; null on the embedded database, which has one connection only.
 */
export function serverConnection(dataSource: DataSource): pg.Client | null {
  const { options } = dataSource;
  if (options.type !== 'postgres' || options.url === undefined) return null;
  return new pg.Client({
    connectionString: options.url,
    application_name: 'twoinone-ml gallery',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
}
