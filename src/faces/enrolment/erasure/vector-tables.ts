/** Runs SQL outside of any transaction, which VACUUM needs, and returns its rows. */
export type RunSql = <T extends object>(sql: string) => Promise<T[]>;

/** A table whose rows hold what was computed of a face. */
export interface VectorTable {
  name: string;
  /** Rows deleted or replaced since the statistics began. */
  removals: number;
  bytes: number;
  /** Only its owner can vacuum a table. */
  isOwn: boolean;
  /** Of a search index over vectors, which takes minutes to build anew. */
  hasVectorIndex: boolean;
}

/** Those that there are. */
export async function readVectorTables(run: RunSql): Promise<VectorTable[]> {
  const rows = await run<Record<'name' | 'removals' | 'bytes', string> & { own: boolean; indexed: boolean }>(
    `SELECT c.oid::regclass::text AS name, pg_table_size(c.oid) AS bytes,
            pg_stat_get_tuples_deleted(c.oid) + pg_stat_get_tuples_updated(c.oid) AS removals,
            pg_has_role(c.relowner, 'USAGE') AS own,
            EXISTS (
              SELECT FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid JOIN pg_am AS a ON a.oid = x.relam
              WHERE i.indrelid = c.oid AND a.amname IN ('hnsw', 'ivfflat')) AS indexed
     FROM pg_class AS c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
       AND c.relname IN ('face_encodings', 'face_templates', 'face_vectors', 'face_half_vectors', 'liveness_sessions')
     ORDER BY c.relname`,
  );
  return rows.map(({ name, removals, bytes, own, indexed }) => ({
    ...{ name, removals: Number(removals), bytes: Number(bytes) },
    ...{ isOwn: own, hasVectorIndex: indexed },
  }));
}

/**
 * Writes the table anew without what was deleted. A plain VACUUM makes the room usable again and leaves the bytes there
 * until something else takes it. Nobody can use the table meanwhile.
 */
export async function rewrite(run: RunSql, { name }: Pick<VectorTable, 'name'>): Promise<void> {
  await run(`VACUUM (FULL, ANALYZE) ${name}`);
}
