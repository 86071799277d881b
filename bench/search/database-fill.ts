import type { DataSource } from 'typeorm';
import { euclideanDistance } from '../../src/faces/decision/template.js';
import type { Crowd, Probe } from './crowd.js';
import { quantile } from '../quality/quantiles.js';

const ROWS_PER_INSERT = 500;
const REPORT_INTERVAL_MS = 10_000;
const NAIVE_ROUNDS = 3;

/** @param report is told how far it is */
export async function fill(
  dataSource: DataSource,
  crowd: Crowd,
  model: string,
  report: (text: string) => void,
): Promise<void> {
  let loaded = 0;
  let reportedAt = performance.now();
  let rows: { user_id: string; encoding: number[] }[] = [];
  const flush = async () => {
    await dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT user_id, encoding, $2 FROM jsonb_to_recordset($1) AS people (user_id varchar, encoding jsonb)`,
      [JSON.stringify(rows), model],
    );
    loaded += rows.length;
    rows = [];
    if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    report(`${loaded} of ${crowd.shape.encodings} encodings loaded`);
  };
  for (const { userId, encodings } of crowd.draw()) {
    for (const encoding of encodings) rows.push({ user_id: userId, encoding: [...encoding] });
    if (rows.length >= ROWS_PER_INSERT) await flush();
  }
  if (rows.length > 0) await flush();
}

/** What a service without a gallery does: reads every row for each request. @returns median time in ms */
export async function naiveSearch(dataSource: DataSource, { encoding }: Probe): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < NAIVE_ROUNDS; round += 1) {
    const startedAt = performance.now();
    const rows = await dataSource.query<{ user_id: string; encoding: number[] }[]>(
      'SELECT user_id, encoding FROM face_encodings',
    );
    let best = { userId: '', distance: Infinity };
    for (const row of rows) {
      const distance = euclideanDistance(encoding, Float32Array.from(row.encoding));
      if (distance < best.distance) best = { userId: row.user_id, distance };
    }
    if (best.userId === '') throw new Error('the naive search found nobody');
    times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}

/** On top of the encodings themselves: the vectors in both precisions and their index, or the matrix in each process. */
export async function storedBytes(
  dataSource: DataSource,
  kind: string,
  { exact, shape }: Crowd,
): Promise<number> {
  if (kind === 'memory') return exact.size * shape.dimension * Float32Array.BYTES_PER_ELEMENT;
  const [row] = await dataSource.query<{ bytes: string }[]>(
    `SELECT sum(pg_total_relation_size(to_regclass(name))) AS bytes
     FROM unnest(ARRAY['face_vectors', 'face_half_vectors']) AS name`,
  );
  return Number(row?.bytes ?? 0);
}
