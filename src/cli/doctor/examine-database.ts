import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfig } from '../../config/app-config.js';
import { DatabaseConnectionError } from '../../database/database-start.js';
import { whyNotMigratable, whyUnfit } from '../../database/judge-rights.js';
import type { MigratingDataSource } from '../../database/migrating-data-source.js';
import { readRights, type Rights } from '../../database/rights.js';
import { withDatabase } from '../database/open-database.js';
import { blocker, type Finding, ok, warning } from '../program/findings.js';

/** Says which migrations have run; who may not see it cannot tell. */
const MIGRATIONS_TABLE = 'typeorm_migrations';

interface Facts {
  version: string;
  /** Null where pgvector is not available, empty where it is not installed. */
  pgvector: string | null;
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
            (SELECT coalesce(installed_version, '') FROM pg_available_extensions WHERE name = 'vector') AS pgvector,
            to_regclass($1) IS NOT NULL AS "hasMigrationsTable"`,
    [MIGRATIONS_TABLE],
  );
  if (facts === undefined) throw new Error('the database answers nothing');
  const rights = await readRights((sql, parameters) => dataSource.query(sql, parameters));
  const isBlind =
    rights.hidden.includes(MIGRATIONS_TABLE) || rights.missing.includes(`${MIGRATIONS_TABLE}: SELECT`);
  return [
    ok(`database: PostgreSQL ${facts.version}`),
    ...(isBlind ? [] : [schemaFinding(rights, await countPending(dataSource, facts), runsMigrations)]),
    pgvectorFinding(facts),
    rightsFinding(rights),
  ];
}

async function countPending(dataSource: MigratingDataSource, facts: Facts): Promise<number> {
  const run = facts.hasMigrationsTable
    ? await dataSource.query<{ name: string }[]>(`SELECT name FROM ${MIGRATIONS_TABLE}`)
    : [];
  const names = new Set(run.map(({ name }) => name));
  return dataSource.migrations.filter((each) => !names.has(each.name ?? each.constructor.name)).length;
}

function schemaFinding(rights: Rights, pending: number, runsMigrations: boolean): Finding {
  if (pending === 0) return ok('schema: up to date');
  if (!runsMigrations)
    return blocker(`schema: ${pending} migrations to run, and MIGRATIONS_RUN=false: twoinone migrate run`);
  const reason = whyNotMigratable(rights);
  return reason === null
    ? ok(`schema: ${pending} migrations to run, which the start does`)
    : blocker(`schema: ${pending} migrations to run, but ${reason}`);
}

function pgvectorFinding({ pgvector }: Facts): Finding {
  if (pgvector === null)
    return warning(
      'pgvector is not available, searches run in memory up to GALLERY_MEMORY_MAX: install it for more',
    );
  return ok(pgvector === '' ? 'pgvector is available' : `pgvector ${pgvector}`);
}

/** What the start would refuse to serve with. */
function rightsFinding(rights: Rights): Finding {
  const reason = whyUnfit(rights);
  return reason === null
    ? ok(`rights: ${rights.role} may do what requests need`)
    : blocker(`rights: ${reason}`);
}
