import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type Migration, MigrationExecutor } from 'typeorm';
import { percentDecode } from '../config/percent-decode.js';
import { describe, driverErrorOf, isPermanent } from './database-errors.js';
import { dataSourceOptions, type DatabaseSettings } from './data-source-options.js';
import { codeOf } from './error-code.js';
import { rightsWarnings, whyNotMigratable, whyUnfit } from './judge-rights.js';
import { MigratingDataSource } from './migrating-data-source.js';
import { readRights, type Rights } from './rights.js';

/** Waits between attempts to connect; together with the attempts themselves about half a minute. */
const RETRY_DELAYS_MS = [500, 1_000, 2_000, 4_000];
/** PostgreSQL's word for a missing right. */
const INSUFFICIENT_PRIVILEGE = '42501';

export interface StartOptions {
  /** Run pending migrations, or refuse to start while there are any. */
  runMigrations: boolean;
  /** Told about each failed attempt and each migration that ran. */
  log: (message: string) => void;
  /** Told what about the role's rights an operator should change. */
  warn?: (message: string) => void;
}

/** The database cannot be used; the message is the one line for the operator, without the password. */
export class DatabaseConnectionError extends Error {
  constructor(cause: unknown, databaseUrl: string | undefined) {
    super(`Database connection failed: ${withoutPassword(describe(cause), databaseUrl)}`);
    this.name = 'DatabaseConnectionError';
  }
}

/** The role may not do what is needed. */
export class DatabaseRightsError extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`Database rights: ${reason}`, { cause });
    this.name = 'DatabaseRightsError';
  }
}

/** The schema is older than this version of the service and MIGRATIONS_RUN=false forbids to change it. */
export class PendingMigrationsError extends Error {
  constructor(readonly pending: readonly string[]) {
    super(
      `Pending migrations (run "twoinone migrate run" or set MIGRATIONS_RUN=true): ${pending.join(', ')}`,
    );
    this.name = 'PendingMigrationsError';
  }
}

/**
 * Connects, brings the schema up to date and returns the data source that serves.
 * @throws DatabaseConnectionError after the last attempt; PendingMigrationsError
 */
export async function startDatabase(settings: DatabaseSettings, options: StartOptions): Promise<DataSource> {
  const maintenance = await connect({ ...settings, pace: 'maintenance', poolMax: 2 }, options);
  try {
    // In the embedded database there is one role, which nobody else can become.
    const hasRoles = settings.databaseUrl !== undefined;
    // Before as well: who sees no row of the list of migrations would run them all again.
    if (hasRoles) await requireRights(maintenance);
    await bringUpToDate(maintenance, options);
    if (hasRoles)
      for (const warning of rightsWarnings(await requireRights(maintenance))) options.warn?.(warning);
  } catch (error) {
    await maintenance.destroy();
    throw error;
  }
  // Only one process, and one pool in it, may use the embedded database; its pool has no time limits to differ in.
  if (settings.databaseUrl === undefined) return maintenance;
  await maintenance.destroy();
  return connect(settings, options);
}

async function bringUpToDate(dataSource: DataSource, { runMigrations, log }: StartOptions): Promise<void> {
  if (runMigrations) {
    for (const { name } of await migrate(dataSource)) log(`Migration ${name} has run`);
    return;
  }
  const pending = await new MigrationExecutor(dataSource).getPendingMigrations();
  if (pending.length > 0) throw new PendingMigrationsError(pending.map(({ name }) => name));
}

async function migrate(dataSource: DataSource): Promise<Migration[]> {
  try {
    return await dataSource.runMigrations();
  } catch (error) {
    if (codeOf(driverErrorOf(error)) !== INSUFFICIENT_PRIVILEGE) throw error;
    const reason = whyNotMigratable(await readRights((sql, parameters) => dataSource.query(sql, parameters)));
    throw new DatabaseRightsError(reason ?? describe(error), error);
  }
}

/** @throws DatabaseRightsError when the role cannot serve */
async function requireRights(dataSource: DataSource): Promise<Rights> {
  const rights = await readRights((sql, parameters) => dataSource.query(sql, parameters));
  const reason = whyUnfit(rights);
  if (reason !== null) throw new DatabaseRightsError(reason);
  return rights;
}

async function connect(settings: DatabaseSettings, { log }: StartOptions): Promise<DataSource> {
  for (const delayMs of [...RETRY_DELAYS_MS, null]) {
    try {
      return await new MigratingDataSource(dataSourceOptions(settings)).initialize();
    } catch (error) {
      const failure = new DatabaseConnectionError(error, settings.databaseUrl);
      if (delayMs === null || isPermanent(error)) throw failure;
      log(`${failure.message}; trying again in ${delayMs} ms`);
      await sleep(delayMs);
    }
  }
  throw new Error('unreachable');
}

/** No known message holds the password; this is for the unknown ones. */
function withoutPassword(message: string, databaseUrl: string | undefined): string {
  // Of a URL that cannot be parsed as well.
  const passwords = [/\/\/[^:@/?]*:([^@/?]+)@/, /[?&](?:ssl)?password=([^&]+)/].flatMap((place) => {
    const password = place.exec(databaseUrl ?? '')?.[1];
    return password === undefined ? [] : [password, percentDecode(password) ?? password];
  });
  return passwords.reduce((text, password) => text.replaceAll(password, '***'), message);
}
