/** Runs SQL outside of any transaction, which VACUUM needs, and returns its rows. */
export type RunSql = <T extends object>(sql: string) => Promise<T[]>;

/** A table whose rows hold what was computed of a face. */
export interface VectorTable {
  name: string;
  /** Rows deleted or replaced since the server's statistics began. */
  removals: number;
  bytes: number;
  /** Only its owner can vacuum a table. */
  isOwn: boolean;
  /** Of a search index over vectors, which takes minutes to build anew. */
  hasVectorIndex: boolean;
  /** Rows were removed since it was last written anew, by whomever, and that was an hour ago or more. */
  isDue: boolean;
}

interface Row {
  name: string;
  removals: string;
  bytes: string;
  own: boolean;
  indexed: boolean;
  due: boolean;
}

/** A little less than the hour after which a replica looks again: the next look finds the same table due. */
const REST = `interval '55 minutes'`;

/** Those that there are. */
export async function readVectorTables(run: RunSql): Promise<VectorTable[]> {
  const rows = await run<Row>(
    `SELECT t.name, t.removals, t.bytes, t.own, t.indexed,
            t.removals <> coalesce(e.removals, 0) AND (e.at IS NULL OR e.at < clock_timestamp() - ${REST}) AS due
     FROM (
       SELECT c.oid::regclass::text AS name, pg_table_size(c.oid) AS bytes,
              pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_tuples_updated(c.oid) AS removals,
              pg_has_role(c.relowner, 'USAGE') AS own,
              EXISTS (
                SELECT FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS a ON a.oid = x.relam
                WHERE i.indrelid = c.oid AND a.amname IN ('hnsw', 'ivfflat')) AS indexed
       FROM pg_class AS c
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
         AND c.relname IN ('face_encodings', 'face_templates', 'face_vectors', 'face_half_vectors', 'liveness_sessions')
     ) AS t LEFT JOIN erasures AS e ON e.table_name = t.name
     ORDER BY t.name`,
  );
  return rows.map(({ name, removals, bytes, own, indexed, due }) => ({
    ...{ name, removals: Number(removals), bytes: Number(bytes) },
    ...{ isOwn: own, hasVectorIndex: indexed, isDue: due },
  }));
}

/**
 * Writes the table anew without what was deleted. A plain VACUUM makes the room usable again and leaves the bytes there
 * until something else takes it. Nobody can use the table meanwhile.
 */
export async function rewrite(
  run: RunSql,
  { name, removals }: Pick<VectorTable, 'name' | 'removals'>,
): Promise<void> {
  await run(`VACUUM (FULL, ANALYZE) ${name}`);
  await run(
    `INSERT INTO erasures (table_name, removals) VALUES ('${name}', ${removals})
     ON CONFLICT (table_name) DO UPDATE SET removals = excluded.removals, at = clock_timestamp()`,
  );
}
