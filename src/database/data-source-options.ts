import type { DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { BoundedClient } from './bounded-client.js';
import { embeddedDriver } from './embedded/embedded-driver.js';

const CONNECTION_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 3_000;
/** Frees what a vanished client has locked; the kernel would notice its absence after hours. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
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
    ...(databaseUrl === undefined ? embedded(settings) : server(databaseUrl, settings)),
  };
}

function embedded({ dataPath, cachePath }: DatabaseSettings): Partial<PostgresOptions> {
  return { driver: embeddedDriver({ dataPath, cachePath }) };
}

function server(databaseUrl: string, { poolMax, pace }: DatabaseSettings): Partial<PostgresOptions> {
  const limits = {
    Client: BoundedClient,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  return {
    url: withLibpqSslModes(databaseUrl),
    poolSize: poolMax,
    connectTimeoutMS: CONNECTION_TIMEOUT_MS,
    extra: {
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      ...(pace === 'service' ? limits : {}),
    },
  };
}

const LIBPQ_SSL_MODES = ['prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * pg 8 reads every sslmode as verify-full, so that the usual `sslmode=require` (encrypt, any certificate) fails on a
 * managed database's private certificate. This asks it for the meanings that libpq documents.
 * @see https://www.postgresql.org/docs/current/libpq-ssl.html
 */
export function withLibpqSslModes(databaseUrl: string): string {
  const mode = new URL(databaseUrl).searchParams.get('sslmode');
  if (mode === null || !LIBPQ_SSL_MODES.includes(mode) || /[?&]uselibpqcompat=/.test(databaseUrl)) {
    return databaseUrl;
  }
  return `${databaseUrl}&uselibpqcompat=true`;
}
