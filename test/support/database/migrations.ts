import type { DataSource } from 'typeorm';
import { MIGRATIONS } from '../../../migrations/index.js';
import { dataSourceOptions } from '../../../src/database/data-source-options.js';
import { MigratingDataSource } from '../../../src/database/migrating-data-source.js';
import { databaseSettings } from './test-database.js';

/** Their names, in order. */
export const ALL_MIGRATIONS = MIGRATIONS.map((migration) => migration.name);

/** Everything of the schema that the migrations make, as text to compare. */
export const SCHEMA = `
  SELECT 'column' AS kind, table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
         || ' ' || coalesce(column_default, '') AS item
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'function', pg_get_functiondef(p.oid) FROM pg_proc AS p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
  ORDER BY 1, 2`;

/** A database on which no migration has run. */
export async function unmigrated(place: string): Promise<DataSource> {
  return new MigratingDataSource(
    dataSourceOptions({ ...databaseSettings(place), pace: 'maintenance', poolMax: 3 }),
  ).initialize();
}

/** Runs what each migration does once more, whatever TypeORM has recorded. */
export async function runFilesAgain(dataSource: DataSource): Promise<void> {
  for (const migration of dataSource.migrations) {
    const runner = dataSource.createQueryRunner();
    await migration.up(runner);
    await runner.release();
  }
}
