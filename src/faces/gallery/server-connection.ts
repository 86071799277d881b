import type { DataSource } from 'typeorm';
import { ServerClient } from '../../database/server/server-client.js';
import { serverIn } from '../../database/server/server-in.js';

const CONNECTION_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

/**
 * A connection outside the pool for what takes long or never ends (an index build, LISTEN): the pool's connections are
 * few and give up after seconds. Not connected yet; null on the embedded database, which has one connection only.
 */
export function serverConnection(dataSource: DataSource): ServerClient | null {
  const server = serverIn(dataSource);
  if (server === undefined) return null;
  return new ServerClient({
    server,
    application_name: 'twoinone-ml gallery',
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
  });
}
