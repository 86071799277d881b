import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '../../config/app-config.js';
import { DatabaseConnectionError } from '../../database/database-start.js';
import type { MigratingDataSource } from '../../database/migrating-data-source.js';
import { blocker, type Finding, ok, warning } from '../findings.js';
import { withDatabase } from '../open-database.js';

/** What the service does with the rows of its tables. */
const RIGHTS = 'SELECT, INSERT, UPDATE, DELETE';
/** Whose rights are looked at: the table that every enrolment is in. */
const TABLE = 'face_encodings';

interface Facts {
  version: string;
  canCreate: boolean;
  /** Null where pgvector is not available, empty where it is not installed. */
  pgvector: string | null;
  hasTable: boolean;
  hasMigrationsTable: boolean;
}

/** Reads only. */
export async function examineDatabase({ env, dataPath }: AppConfig): Promise<Finding[]> {
  const { DATABASE_URL: databaseUrl, MIGRATIONS_RUN: runsMigrations } = env;
  if (databaseUrl === undefined && !existsSync(join(dataPath, 'postgres'))) {
    return [ok(`embedded database: the first start makes it in ${dataPath}`)];
  }
  try {
    return await withDatabase((dataSource) => examine(dataSource, runsMigrations));
  } catch (error) {
    if (!(error instanceof DatabaseConnectionError)) throw error;
    if (databaseUrl !== undefined) {
      return [blocker(`${error.message}: check DATABASE_URL, and that its server lets this machine in`)];
    }
    // The embedded database serves one process, most likely the service itself.
    return [warning(`${error.message}: stop that process to have the database looked at`)];
  }
}

async function examine(dataSource: MigratingDataSource, runsMigrations: boolean): Promise<Finding[]> {
  const [facts] = await dataSource.query<Facts[]>(
    `SELECT current_setting('server_version') AS version,
            has_schema_privilege(current_schema(), 'CREATE') AS "canCreate",
            (SELECT coalesce(installed_version, '') FROM pg_available_extensions WHERE name = 'vector') AS pgvector,
            to_regclass($1) IS NOT NULL AS "hasTable",
            to_regclass('typeorm_migrations') IS NOT NULL AS "hasMigrationsTable"`,
    [TABLE],
  );
  if (facts === undefined) throw new Error('the database answers nothing');
  const pending = await countPending(dataSource, facts);
  return [
    ok(`database: PostgreSQL ${facts.version}`),
    schemaFinding(facts, pending, runsMigrations),
    pgvectorFinding(facts),
    ...(facts.hasTable ? [await rightsFinding(dataSource)] : []),
  ];
}

async function countPending(dataSource: MigratingDataSource, facts: Facts): Promise<number> {
  const run = facts.hasMigrationsTable
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM typeorm_migrations')
    : [];
  const names = new Set(run.map(({ name }) => name));
  return dataSource.migrations.filter((each) => !names.has(each.name ?? each.constructor.name)).length;
}

function schemaFinding({ canCreate }: Facts, pending: number, runsMigrations: boolean): Finding {
  if (pending === 0) return ok('schema: up to date');
  if (!runsMigrations)
    return blocker(`schema: ${pending} migrations to run, and MIGRATIONS_RUN=false: twoinone migrate run`);
  if (canCreate) return ok(`schema: ${pending} migrations to run, which the start does`);
  return blocker(
    `schema: ${pending} migrations to run, and this role may not create tables: GRANT CREATE ON SCHEMA, or run ` +
      '"twoinone migrate run" as the owner',
  );
}

function pgvectorFinding({ pgvector }: Facts): Finding {
  if (pgvector === null)
    return warning(
      'pgvector is not available, searches run in memory up to GALLERY_MEMORY_MAX: install it for more',
    );
  return ok(pgvector === '' ? 'pgvector is available' : `pgvector ${pgvector}`);
}

async function rightsFinding(dataSource: MigratingDataSource): Promise<Finding> {
  const [row] = await dataSource.query<{ has: boolean }[]>(
    `SELECT bool_and(has_table_privilege($1, trim(each))) AS has FROM unnest(string_to_array($2, ',')) AS each`,
    [TABLE, RIGHTS],
  );
  return row?.has === true
    ? ok(`rights: ${RIGHTS}`)
    : blocker(`rights: ${RIGHTS} are not all granted: GRANT them ON ALL TABLES IN SCHEMA to this role`);
}
