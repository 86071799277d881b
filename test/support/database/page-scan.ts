import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrivatePostgres } from '../servers/private-postgres.js';

const PAGE_BYTES = 8192;
const PAGE_HEADER_BYTES = 24;
const WINDOW_BYTES = 32;

/** The bytes of one row as they lie in its table's file, after the row's header. */
export interface StoredRow {
  key: string;
  data: Buffer;
}

interface Relation {
  name: string;
  /** What tells its rows apart. */
  key: string;
  path: string;
}

/** Tables, and the tables beside them into which PostgreSQL moves what is long. */
async function relationsOf(postgres: PrivatePostgres, tables: readonly string[]): Promise<Relation[]> {
  await postgres.run('CHECKPOINT');
  return postgres.query<Relation[]>(
    `SELECT c.oid::regclass::text AS name, pg_relation_filepath(c.oid) AS path,
            CASE c.relkind WHEN 't' THEN 'chunk_id || ''/'' || chunk_seq' ELSE 'user_id' END AS key
     FROM pg_class AS c
     WHERE c.oid IN (SELECT unnest(ARRAY[t.oid, t.reltoastrelid]) FROM pg_class AS t
                     WHERE t.oid IN (SELECT to_regclass(name) FROM unnest(ARRAY['${tables.join(`','`)}']) AS name))`,
  );
}

const fileOf = (postgres: PrivatePostgres, { path }: Relation): Buffer =>
  readFileSync(join(postgres.folder, 'data', path));

/** Every row that SQL sees, by where it says that it lies. */
export async function storedRows(postgres: PrivatePostgres, tables: readonly string[]): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for (const relation of await relationsOf(postgres, tables)) {
    const file = fileOf(postgres, relation);
    const places = await postgres.query<{ key: string; page: number; line: number }[]>(
      `SELECT ${relation.key} AS key, (ctid::text::point)[0]::int AS page, (ctid::text::point)[1]::int AS line
       FROM ${relation.name}`,
    );
    for (const { key, page, line } of places) {
      const pointer = file.readUInt32LE(page * PAGE_BYTES + PAGE_HEADER_BYTES + (line - 1) * 4);
      const start = page * PAGE_BYTES + (pointer & 0x7fff);
      const tuple = file.subarray(start, start + (pointer >>> 17));
      rows.push({ key: `${relation.name} ${key}`, data: Buffer.from(tuple.subarray(tuple.readUInt8(22))) });
    }
  }
  return rows;
}

/**
 * Which of these rows have left something in the files, as whole pages are read, in use or not: any 32 bytes of theirs that no
 * row holds which is still there.
 */
export async function remainsOf(
  postgres: PrivatePostgres,
  tables: readonly string[],
  gone: readonly StoredRow[],
): Promise<string[]> {
  const files = (await relationsOf(postgres, tables)).map((relation) => fileOf(postgres, relation));
  const there = Buffer.concat((await storedRows(postgres, tables)).map(({ data }) => data));
  const isLeft = (window: Buffer) => !there.includes(window) && files.some((file) => file.includes(window));
  return gone.filter(({ data }) => windowsOf(data).some(isLeft)).map(({ key }) => key);
}

function windowsOf(data: Buffer): Buffer[] {
  const count = Math.floor(data.length / WINDOW_BYTES);
  return Array.from({ length: count }, (_, index) =>
    data.subarray(index * WINDOW_BYTES, (index + 1) * WINDOW_BYTES),
  );
}
