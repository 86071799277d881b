import type { EntityManager } from 'typeorm';
import type { Database } from '../../database/database.js';
import type { GalleryModel } from './gallery.js';
import { FACE_HALF_VECTORS, FACE_VECTORS } from './vector-schema.js';

const FILL_BATCH = 2_000;
/** Users of whom a statement sees whether their vectors are there. */
const LOOKED_AT = 10_000;

/**
 * Takes pgvector into use where it can be had: in the migration, or at the first start after it was installed.
 * @param onProgress vectors filled in so far
 * @returns null when it is in use, otherwise why it is not
 */
export async function enablePgvector(
  database: Database,
  model: GalleryModel,
  onProgress: (vectors: number) => void,
): Promise<string | null> {
  if ((await whyNotUsable(database)) !== null) {
    await database.transaction((manager) => manager.query(FACE_VECTORS.up));
    const reason = await whyNotUsable(database);
    if (reason !== null) return reason;
  }
  await database.transaction((manager) => manager.query(FACE_HALF_VECTORS.up));
  await fill(database, model, onProgress);
  return null;
}

/** The table alone is not enough: after a restore on another server the extension may be missing. */
async function whyNotUsable(database: Database): Promise<string | null> {
  const [state] = await database.read((manager) =>
    manager.query<VectorState[]>(
      `SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') AS available,
              (SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'vector') AS schema,
              to_regtype('vector') IS NOT NULL AS visible, to_regclass('face_vectors') IS NOT NULL AS table,
              has_table_privilege(to_regclass('face_vectors'), 'SELECT')
                AND has_table_privilege(to_regclass('face_vectors'), 'INSERT') AS allowed`,
    ),
  );
  if (state === undefined || (!state.available && state.schema === null)) return 'pgvector is not available';
  if (state.schema === null) {
    return 'pgvector is available, but this role may not create it: let an administrator run CREATE EXTENSION vector';
  }
  if (!state.visible)
    return `pgvector is installed in the schema ${state.schema}, which is not on the search path`;
  if (!state.table) {
    return 'pgvector is installed, but only the owner of the tables can take it into use: let it run "npm run migration:run"';
  }
  return state.allowed
    ? null
    : 'pgvector is installed, but this role may not read and fill the table face_vectors';
}

interface VectorState {
  available: boolean;
  /** Where it is installed. */
  schema: string | null;
  visible: boolean;
  table: boolean;
  allowed: boolean | null;
}

/**
 * Templates from before the table existed; since then a trigger copies each. Looks through all of them at each start, so in parts that a
 * large gallery too answers within the statement timeout.
 */
async function fill(
  database: Database,
  model: GalleryModel,
  onProgress: (vectors: number) => void,
): Promise<void> {
  let done = 0;
  for (let after: string | null = null; ;) {
    const { last, filled } = await database.transaction((manager) => fillNext(manager, model.version, after));
    if (last === null) return;
    done += filled;
    if (filled > 0) onProgress(done);
    after = last;
  }
}

/** @returns the last user looked at, null when there are no more, and how many lacked a vector */
async function fillNext(
  manager: EntityManager,
  model: string,
  after: string | null,
): Promise<{ last: string | null; filled: number }> {
  const [row] = await manager.query<{ last: string | null; filled: number }[]>(
    // By the primary keys alone, unless somebody is missing. FOR SHARE: a template that is being changed is read after its change, one
    // that is being deleted not at all.
    `WITH page AS (
       SELECT user_id FROM face_templates WHERE model = $1 AND ($2::varchar IS NULL OR user_id > $2)
       ORDER BY user_id LIMIT ${LOOKED_AT}
     ), absent AS (
       SELECT user_id FROM page EXCEPT
       SELECT user_id FROM face_vectors
       WHERE model = $1 AND ($2::varchar IS NULL OR user_id > $2) AND user_id <= (SELECT max(user_id) FROM page)
     ), missing AS (
       SELECT model, user_id, encodings, template FROM face_templates
       WHERE model = $1 AND encodings > 0 AND user_id IN (SELECT user_id FROM absent)
       ORDER BY user_id LIMIT ${FILL_BATCH} FOR SHARE
     ), filled AS (
       INSERT INTO face_vectors (model, user_id, encodings, embedding)
       SELECT model, user_id, encodings, template::vector FROM missing ON CONFLICT DO NOTHING RETURNING 1
     )
     SELECT CASE WHEN count(*) = ${FILL_BATCH} THEN max(user_id) ELSE (SELECT max(user_id) FROM page) END AS last,
            (SELECT count(*)::int FROM filled) AS filled
     FROM missing`,
    [model, after],
  );
  return row ?? { last: null, filled: 0 };
}
