import type { DataSource } from 'typeorm';
import type { Server } from './server-places.js';

/** The PostgreSQL server that a data source is connected to; undefined: the embedded database. */
export function serverIn({ options }: DataSource): Server | undefined {
  const extra: unknown = 'extra' in options ? options.extra : undefined;
  return typeof extra === 'object' && extra !== null && 'server' in extra
    ? (extra.server as Server)
    : undefined;
}
