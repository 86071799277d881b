import type { EntityManager } from 'typeorm';
import type { Candidate } from '../decision/decision.js';

export interface CandidateRow {
  user_id: string;
  encodings: number;
  distance: number;
}

/** Blocks of which the nearest rows are read first, %: enough rows of 1,000 users and more; 2 to 10 are as fast (docs/decision.md). */
const SAMPLE_PERCENT = 5;
/** Rows that are selected by half precision beyond those that are asked for. */
const SPARE = 27;
/** Rounding to half precision changes a number by at most this share of it (IEEE 754 binary16: 11 significant bits). */
const HALF_ROUNDING = 2 ** -11;
/** Numbers too small for that share, and the rounding of the sums: far below what any threshold is given to. */
const SLACK = 1e-5;

export const toVector = (numbers: Float32Array) => `[${numbers.join(',')}]`;

export const toCandidate = (row: CandidateRow): Candidate => ({
  userId: row.user_id,
  distance: row.distance,
  encodings: row.encodings,
});

/**
 * The $3 nearest rows of a table by reading every vector; parameter 1 is the model. Keeping the nearest costs more than comparing
 * all, for every row is copied before it is sorted out; so the $3 nearest of a sample come first: whoever is farther than all of
 * them is none of the nearest. l2_distance instead of its operator: the planner matches no index with it.
 */
function nearestRows(table: 'face_vectors' | 'face_half_vectors', columns: string, probe: string): string {
  const distance = `l2_distance(embedding, ${probe})`;
  return `SELECT ${columns}, ${distance} AS distance FROM ${table}
    WHERE model = $1 AND ${distance} <= coalesce((
      SELECT CASE WHEN count(*) = $3 THEN max(distance) END FROM (
        SELECT ${distance} AS distance FROM ${table} TABLESAMPLE SYSTEM (${SAMPLE_PERCENT})
        WHERE model = $1 ORDER BY distance LIMIT $3
      ) AS sample
    ), 'Infinity')
    ORDER BY distance, user_id LIMIT $3`;
}

/** The nearest users by reading every vector. */
export async function searchAll(
  manager: EntityManager,
  model: string,
  probe: Float32Array,
  limit: number,
): Promise<Candidate[]> {
  const rows = await manager.query<CandidateRow[]>(
    nearestRows('face_vectors', 'user_id, encodings', '$2::vector'),
    [model, toVector(probe), limit],
  );
  return rows.map(toCandidate);
}

/**
 * The same answer in half the time, where face_half_vectors exists: the full vectors of those who are nearest in half
 * precision. Rounding moves a distance by no more than it moves the two vectors (triangle inequality); when that could
 * hide somebody behind the last one selected, everything is read.
 */
export async function searchAllByHalves(
  manager: EntityManager,
  model: string,
  probe: Float32Array,
  limit: number,
): Promise<Candidate[]> {
  const rows = await manager.query<(CandidateRow & { half: number })[]>(
    `SELECT v.user_id, v.encodings, l2_distance(v.embedding, $2::vector) AS distance, near.distance AS half
     FROM (${nearestRows('face_half_vectors', 'user_id', '$2::vector::halfvec')}) AS near
     JOIN face_vectors AS v ON v.model = $1 AND v.user_id = near.user_id
     ORDER BY distance, v.user_id`,
    [model, toVector(probe), limit + SPARE],
  );
  const nearest = rows.slice(0, limit);
  const isWhole = rows.length < limit + SPARE || surelyFarther(rows, nearest, probe);
  return isWhole ? nearest.map(toCandidate) : searchAll(manager, model, probe, limit);
}

/** Whether everybody who was not selected is farther than everybody who is answered. Templates are at most 1 long. */
function surelyFarther(
  selected: readonly { half: number }[],
  answered: readonly { distance: number }[],
  probe: Float32Array,
): boolean {
  const error = HALF_ROUNDING * (1 + Math.hypot(...probe)) + SLACK;
  const nextAtLeast = Math.max(...selected.map(({ half }) => half)) - error;
  return Math.max(...answered.map(({ distance }) => distance)) < nextAtLeast;
}
