import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { embeddedDriver } from './embedded/embedded-driver.js';
import { ServerClient, type ServerClientConfig, type SessionLimits } from './server/server-client.js';
import { serverOf } from './server/server-places.js';

const CONNECTION_TIMEOUT_MS = 3_000;
const LIMITS: SessionLimits = {
  statementMs: 3_000,
  // Frees what a vanished client has locked; the kernel would notice its absence after hours.
  idleInTransactionMs: 10_000,
};
const KEEP_ALIVE_AFTER_MS = 10_000;

export interface DatabaseSettings {
  /** Without it the embedded database in `dataPath` is used. */
  databaseUrl: string | undefined;
  dataPath: string;
  /** Where the embedded database keeps a template of an empty database. */
  cachePath: string;
  poolMax: number;
  entities?: NonNullable<DataSourceOptions['entities']>;
  /** `service` fails within seconds rather than hang; `maintenance` (migrations, index builds) may take its time. */
  pace: 'service' | 'maintenance';
}

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/** The one description of the database, for the service, its tests and the TypeORM command line. */
export function dataSourceOptions(settings: DatabaseSettings): PostgresOptions {
  const { databaseUrl } = settings;
  return {
    type: 'postgres',
    entities: settings.entities ?? [],
    migrations: MIGRATIONS,
    migrationsTableName: 'typeorm_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    installExtensions: false,
    applicationName: 'twoinone-ml',
    ...(databaseUrl === undefined ? embedded(settings) : onServer(databaseUrl, settings)),
  };
}

function embedded({ dataPath, cachePath }: DatabaseSettings): Partial<PostgresOptions> {
  return { driver: embeddedDriver({ dataPath, cachePath }) };
}

function onServer(databaseUrl: string, { poolMax, pace }: DatabaseSettings): Partial<PostgresOptions> {
  const client: ServerClientConfig = {
    server: serverOf(databaseUrl),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ...(pace === 'service' ? { limits: LIMITS } : {}),
  };
  return {
    poolSize: poolMax,
    connectTimeoutMS: CONNECTION_TIMEOUT_MS,
    extra: { ...client, Client: ServerClient },
  };
}
