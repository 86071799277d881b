import type { Client } from 'pg';
import { DLIB_NETWORK } from '../../faces/embedding/models/dlib-network.js';
import { MIGRATIONS } from '../../../migrations/index.js';
import { readRights, type Rights, type RunQuery } from '../../database/rights.js';
import { LEGACY_MODEL } from '../../faces/enrolment/face-encoding.entity.js';

const SAMPLED_USERS = 500;

export interface EncodingFacts {
  encodings: number;
  users: number;
  mostPerUser: number;
  /** Rows whose JSON is not 128 numbers, or whose numbers are all zero, with up to ten of their ids. */
  unusable: number;
  unusableIds: number[];
  byModel: { model: string; encodings: number }[];
  /** Up to 500 users' encodings that are usable. */
  sample: { userId: string; encoding: number[] }[];
}

export interface PgvectorFacts {
  state: 'installed' | 'available' | 'missing';
  /** Whether this role may create the extension, as far as PostgreSQL knows; providers have rules of their own. */
  canCreate: boolean;
  /** Whether it is on the search path, once installed. */
  isVisible: boolean;
}

export interface DatabaseFacts {
  serverVersion: string;
  /** `server_version_num`, e.g. 170002. */
  serverVersionNumber: number;
  rights: Rights;
  /** Names of the migrations that have not run. */
  pending: readonly string[];
  pgvector: PgvectorFacts;
  /** Type by column of `face_encodings`; null when there is no such table. */
  columns: Record<string, string> | null;
  encodings: EncodingFacts | null;
}

/** Reads only: everything in one read-only transaction that is rolled back. */
export async function inspectDatabase(client: Client): Promise<DatabaseFacts> {
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const one = async <T extends object>(sql: string): Promise<T | undefined> =>
      (await client.query<T>(sql)).rows[0];
    const server = await one<{ version: string; number: string }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number`,
    );
    const vector = await one<{ state: 'installed' | 'available'; canCreate: boolean; isVisible: boolean }>(
      `SELECT CASE WHEN e.installed_version IS NULL THEN 'available' ELSE 'installed' END AS state,
              r.rolsuper OR (v.trusted AND has_database_privilege(current_database(), 'CREATE')) AS "canCreate",
              to_regtype('vector') IS NOT NULL AS "isVisible"
       FROM pg_available_extensions AS e
       JOIN pg_available_extension_versions AS v ON v.name = e.name AND v.version = e.default_version
       JOIN pg_roles AS r ON r.rolname = current_user
       WHERE e.name = 'vector'`,
    );
    const columns = await columnsOf(client);
    return {
      serverVersion: server?.version ?? 'unknown',
      serverVersionNumber: Number(server?.number ?? 0),
      rights: await readRights(queryOf(client)),
      pending: await pendingMigrations(client),
      pgvector: vector ?? { state: 'missing', canCreate: false, isVisible: false },
      columns,
      encodings:
        isEncodingsTable(columns) && (await canRead(client))
          ? await inspectEncodings(client, 'model' in columns)
          : null,
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

function queryOf(client: Client): RunQuery {
  return async <T extends object>(sql: string, parameters?: unknown[]) =>
    (await client.query<T>(sql, parameters)).rows;
}

async function pendingMigrations(client: Client): Promise<string[]> {
  const all = MIGRATIONS.map(({ name }) => name);
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT coalesce(has_table_privilege(to_regclass('typeorm_migrations'), 'SELECT'), false) AS there`,
  );
  if (rows[0]?.there !== true) return all;
  const recorded = await client.query<{ name: string }>('SELECT name FROM typeorm_migrations');
  const names = new Set(recorded.rows.map(({ name }) => name));
  return all.filter((name) => !names.has(name));
}

async function columnsOf(client: Client): Promise<Record<string, string> | null> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = to_regclass('face_encodings') AND attnum > 0 AND NOT attisdropped`,
  );
  return rows.length === 0 ? null : Object.fromEntries(rows.map(({ name, type }) => [name, type]));
}

async function canRead(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ can: boolean }>(
    `SELECT has_table_privilege('face_encodings', 'SELECT') AS can`,
  );
  return rows[0]?.can ?? false;
}

function isEncodingsTable(columns: Record<string, string> | null): columns is Record<string, string> {
  return columns !== null && 'id' in columns && 'user_id' in columns && columns['encoding'] === 'jsonb';
}

async function inspectEncodings(client: Client, hasModel: boolean): Promise<EncodingFacts> {
  const model = hasModel ? 'model' : `'${LEGACY_MODEL}'`;
  // CASE keeps the order: the array's functions fail on anything but an array.
  const usable = `CASE WHEN jsonb_typeof(encoding) = 'array' THEN
      (${model} <> '${LEGACY_MODEL}' OR jsonb_array_length(encoding) = ${DLIB_NETWORK.dimension})
      AND NOT jsonb_path_exists(encoding, '$[*] ? (@.type() != "number")')
      AND jsonb_path_exists(encoding, '$[*] ? (@ != 0)')
    ELSE false END`;
  const totals = await client.query<{ encodings: string; users: string; most: string; unusable: string }>(
    `SELECT coalesce(sum(n), 0) AS encodings, count(*) AS users, coalesce(max(n), 0) AS most,
            coalesce(sum(bad), 0) AS unusable
     FROM (SELECT count(*) AS n, count(*) FILTER (WHERE NOT (${usable})) AS bad
           FROM face_encodings GROUP BY user_id) AS per_user`,
  );
  const bad = await client.query<{ id: number }>(
    `SELECT id FROM face_encodings WHERE NOT (${usable}) ORDER BY id LIMIT 10`,
  );
  const models = await client.query<{ model: string; encodings: string }>(
    `SELECT ${model} AS model, count(*) AS encodings FROM face_encodings GROUP BY 1 ORDER BY 2 DESC`,
  );
  const sample = await client.query<{ userId: string; encoding: number[] }>(
    `SELECT user_id AS "userId", encoding FROM face_encodings
     WHERE ${usable} AND ${model} = '${LEGACY_MODEL}' AND user_id IN (
       SELECT user_id FROM face_encodings GROUP BY user_id ORDER BY count(*) DESC, user_id LIMIT ${SAMPLED_USERS})
     ORDER BY id LIMIT ${SAMPLED_USERS * 5}`,
  );
  const [total] = totals.rows;
  return {
    encodings: Number(total?.encodings ?? 0),
    users: Number(total?.users ?? 0),
    mostPerUser: Number(total?.most ?? 0),
    unusable: Number(total?.unusable ?? 0),
    unusableIds: bad.rows.map(({ id }) => id),
    byModel: models.rows.map((row) => ({ model: row.model, encodings: Number(row.encodings) })),
    sample: sample.rows,
  };
}
