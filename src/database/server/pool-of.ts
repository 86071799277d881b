import pg from 'pg';
import type { DataSource } from 'typeorm';

/** The connections of a data source; null for the embedded database, which has one. */
export function poolOf({ driver }: DataSource): pg.Pool | null {
  const pool: unknown = 'master' in driver ? driver.master : null;
  return pool instanceof pg.Pool ? pool : null;
}

/** Whether whoever gets no connection waits for somebody else's. */
export function isPoolFull(dataSource: DataSource): boolean {
  const pool = poolOf(dataSource);
  return pool !== null && pool.totalCount >= pool.options.max;
}
