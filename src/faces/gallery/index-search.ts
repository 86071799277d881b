import pg from 'pg';
import type { EntityManager } from 'typeorm';
import { prepared } from '../../database/server/prepared-statements.js';
import type { Candidate } from '../decision/decision.js';
import { type CandidateRow, toCandidate, toVector } from './exact-search.js';
import type { VectorIndex } from './vector-index.js';

/** Candidates that HNSW keeps while it searches; 1,000 is pgvector's limit. */
const EF_SEARCH = { least: 60, most: 1_000, at: 100, users: 200_000 };
/** Selected by half precision beyond those that are asked for: it only changes the order of users who are equally near. */
const SPARE = 6;

/**
 * The more users, the more candidates HNSW has to keep, or it misses whom it looks for: by the power of two thirds of their number,
 * measured in docs/decision.md.
 */
export function candidatesKept(users: number): number {
  const { least, most, at, users: reference } = EF_SEARCH;
  return Math.min(most, Math.max(least, Math.ceil(at * Math.cbrt(users / reference) ** 2)));
}

/**
 * The nearest users whom the index finds, by their full vectors. One statement, since a round trip costs as much as a part of the
 * search: the setting is made before the index is read, whose rows depend on it, and lasts until the transaction ends. The model and the
 * limits are in its text, or no plan could use the index whatever the parameters are.
 */
export async function searchIndex(
  manager: EntityManager,
  { table, expression }: Pick<VectorIndex, 'table' | 'expression'>,
  model: string,
  probe: Float32Array,
  { limit, kept }: { limit: number; kept: number },
): Promise<Candidate[]> {
  const selected = limit + SPARE;
  const version = pg.escapeLiteral(model);
  const rows = await manager.query<CandidateRow[]>(
    prepared(
      `SELECT v.user_id, v.encodings, l2_distance(v.embedding, $1::vector) AS distance
       FROM (SELECT set_config('hnsw.ef_search', $2, true) AS ef) AS setting
       CROSS JOIN LATERAL (
         SELECT user_id FROM ${table} WHERE model = ${version} AND setting.ef IS NOT NULL
         ORDER BY ${expression} <-> $1::vector LIMIT ${selected}
       ) AS near
       JOIN face_vectors AS v ON v.model = ${version} AND v.user_id = near.user_id
       ORDER BY distance, v.user_id LIMIT ${limit}`,
    ),
    [toVector(probe), String(Math.max(kept, selected))],
  );
  return rows.map(toCandidate);
}
