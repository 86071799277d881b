import type { DataSource } from 'typeorm';

/** Where the PostgreSQL server is; undefined for the embedded database. */
export function serverUrlOf({ options }: DataSource): string | undefined {
  return options.type === 'postgres' ? options.url : undefined;
}
