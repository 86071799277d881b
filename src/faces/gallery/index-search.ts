import type { EntityManager } from 'typeorm';
import type { Candidate } from '../decision/decision.js';
import { type CandidateRow, SPARE, toCandidate, toVector } from './exact-search.js';
import type { VectorIndex } from './vector-index.js';

/** Candidates that HNSW keeps while it searches; measured in docs/decision.md. */
const EF_SEARCH = 200;

/**
 * The nearest users whom the index finds, by their full vectors. One statement, since a round trip costs as much as a part of the
 * search: the setting is made before the index is read, whose rows depend on it, and lasts until the transaction ends.
 */
export async function searchIndex(
  manager: EntityManager,
  { table, expression }: Pick<VectorIndex, 'table' | 'expression'>,
  model: string,
  probe: Float32Array,
  limit: number,
): Promise<Candidate[]> {
  const rows = await manager.query<CandidateRow[]>(
    `SELECT v.user_id, v.encodings, l2_distance(v.embedding, $2::vector) AS distance
     FROM (SELECT set_config('hnsw.ef_search', '${EF_SEARCH}', true) AS ef) AS setting
     CROSS JOIN LATERAL (
       SELECT user_id FROM ${table} WHERE model = $1 AND setting.ef IS NOT NULL ORDER BY ${expression} <-> $2::vector LIMIT $3
     ) AS near
     JOIN face_vectors AS v ON v.model = $1 AND v.user_id = near.user_id
     ORDER BY distance, v.user_id LIMIT $4`,
    [model, toVector(probe), limit + SPARE, limit],
  );
  return rows.map(toCandidate);
}
