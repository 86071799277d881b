import type { DataSource } from 'typeorm';
import { euclideanDistance, meanTemplate } from '../../src/faces/decision/template.js';
import type { Crowd, Probe } from './crowd.js';
import { quantile } from '../quality/quantiles.js';

const USERS_PER_INSERT = 200;
const REPORT_INTERVAL_MS = 10_000;
const NAIVE_ROUNDS = 3;

/** With nine digits, as the service stores them. */
interface Row {
  user_id: string;
  encodings: number[][];
  count: number;
  template: number[];
}

/**
 * The rows as enrolments leave them. Templates are computed here: the database would take an hour for a million encodings.
 * @param templatesAlone leaves the encodings out, which no search reads, and only counts them
 * @param report is told how far it is
 */
export async function fill(
  dataSource: DataSource,
  crowd: Crowd,
  model: string,
  templatesAlone: boolean,
  report: (text: string) => void,
): Promise<void> {
  let loaded = 0;
  let reportedAt = performance.now();
  let rows: Row[] = [];
  let inserted = Promise.resolve();
  // The next rows are drawn while the database is at these.
  const flush = async () => {
    await inserted;
    inserted = insert(dataSource, rows, model);
    loaded += rows.reduce((sum, { count }) => sum + count, 0);
    rows = [];
    if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    report(`${loaded} of ${crowd.shape.encodings} encodings loaded`);
  };
  await dataSource.query('ALTER TABLE face_encodings DISABLE TRIGGER face_templates_follow_insert');
  for (const { userId, encodings } of crowd.draw()) {
    rows.push({
      user_id: userId,
      encodings: templatesAlone ? [] : encodings.map(withNineDigits),
      count: encodings.length,
      template: withNineDigits(meanTemplate(encodings)),
    });
    if (rows.length >= USERS_PER_INSERT) await flush();
  }
  await flush();
  await inserted;
  if (templatesAlone) {
    await dataSource.query(
      `INSERT INTO gallery_counts (subject, models, change) VALUES ('users', $1, $2), ('encodings', $1, $3)`,
      [[model], crowd.exact.size, crowd.shape.encodings],
    );
  }
  await dataSource.query('ALTER TABLE face_encodings ENABLE TRIGGER face_templates_follow_insert');
}

const withNineDigits = (numbers: Float32Array) =>
  Array.from(numbers, (value) => Number(value.toPrecision(9)));

async function insert(dataSource: DataSource, rows: readonly Row[], model: string): Promise<void> {
  await dataSource.query(
    `INSERT INTO face_encodings (user_id, encoding, model)
     SELECT user_id, encoding, $2 FROM jsonb_to_recordset($1) AS people (user_id varchar, encodings jsonb),
       jsonb_array_elements(encodings) AS encoding`,
    [JSON.stringify(rows), model],
  );
  await dataSource.query(
    `INSERT INTO face_templates (model, user_id, encodings, template)
     SELECT $2, user_id, count, template
     FROM jsonb_to_recordset($1) AS people (user_id varchar, count integer, template real[])`,
    [JSON.stringify(rows), model],
  );
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
