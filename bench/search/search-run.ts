import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { Database } from '../../src/database/database.js';
import { loadFaceApiCalibration } from '../../src/faces/decision/calibration.js';
import {
  CANDIDATES,
  decideIdentification,
  type IdentificationDecision,
} from '../../src/faces/decision/decision.js';
import { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { euclideanDistance } from '../../src/faces/decision/template.js';
import { FaceMatcher } from '../../src/faces/recognition/face-matcher.js';
import { MatchLimits } from '../../src/faces/recognition/match-limits.js';
import type { Gallery } from '../../src/faces/gallery/gallery.js';
import { EarlierGallery } from '../../src/faces/gallery/earlier-gallery.js';
import { EarlierEvidence } from '../../src/faces/recognition/earlier-evidence.js';
import { openGallery } from '../../src/faces/gallery/open-gallery.js';
import { PgvectorGallery } from '../../src/faces/gallery/pgvector-gallery.js';
import type { Crowd, Probe } from './crowd.js';

const LIMITS = new MatchLimits(0.6, 0.01, 1e-3, 0.01, 1e-3);
const ROWS_PER_INSERT = 500;
const REPORT_INTERVAL_MS = 10_000;
const NAIVE_ROUNDS = 3;
/** Beyond this the naive baseline takes tens of seconds and hundreds of megabytes a request. */
const NAIVE_MAX_ENCODINGS = 100_000;

export interface SearchMeasurement {
  backend: string;
  encodings: number;
  kind: string;
  indexed: boolean;
  loadS: number;
  openS: number;
  indexS: number;
  medianMs: number;
  p95Ms: number;
  matchMedianMs: number;
  unknownMedianMs: number;
  naiveMs: number | null;
  /** Share of probes for which the decision is that of the exact search. */
  sameDecision: number;
  /** Probes for which another person is named than by the exact search. */
  otherPerson: number;
  /** Share of probes whose nearest user is found by the search that answers first, exact or not. */
  nearestFound: number;
  named: number;
  bytesPerEncoding: number;
  rssGrowthMb: number;
}

const evidence = new DistanceEvidence(loadFaceApiCalibration());

/**
 * @param databaseUrl undefined: the embedded database in `dataPath`
 * @param report is told what is under way
 */
export async function runSearch(
  backend: string,
  databaseUrl: string | undefined,
  dataPath: string,
  crowd: Crowd,
  probeCount: number,
  report: (text: string) => void,
): Promise<SearchMeasurement> {
  const dataSource = await new DataSource(
    dataSourceOptions({ databaseUrl, dataPath, cachePath: dataPath, poolMax: 5, pace: 'maintenance' }),
  ).initialize();
  try {
    await dataSource.runMigrations();
    const database = new Database(dataSource);
    const model = { version: crowd.model, compatibleWith: [], dimension: crowd.dimension };
    const limits = { memoryMaxUsers: 1_000_000 };
    // Registers the model, so that the database makes the templates while it is filled.
    await (await openGallery(dataSource, database, model, limits)).close();
    const loadS = await seconds(() => fill(dataSource, crowd, report));
    await dataSource.query('ANALYZE');

    const rssBefore = process.memoryUsage().rss;
    const openedAt = performance.now();
    const gallery = await openGallery(dataSource, database, model, limits);
    const openS = (performance.now() - openedAt) / 1_000;
    const indexS = await seconds(() =>
      gallery instanceof PgvectorGallery ? gallery.maintain() : Promise.resolve(),
    );
    const probes = crowd.probes(probeCount);
    report(`loaded in ${loadS.toFixed(0)} s, indexed in ${indexS.toFixed(0)} s; ${probeCount} searches …`);
    const nobodyEarlier = [new EarlierGallery(null), new EarlierEvidence(null)] as const;
    const matcher = new FaceMatcher(gallery, evidence, LIMITS, ...nobodyEarlier);
    const identify = (encoding: Float32Array) => matcher.identify({ encoding, earlier: null });
    await Promise.all(probes.slice(0, 20).map(({ encoding }) => identify(encoding)));
    const answers: { ms: number; decision: IdentificationDecision }[] = [];
    for (const { encoding } of probes) {
      const startedAt = performance.now();
      const decision = await identify(encoding);
      answers.push({ ms: performance.now() - startedAt, decision });
    }
    report('searched');
    const rssGrowthMb = (process.memoryUsage().rss - rssBefore) / 1024 ** 2;
    const nearestFound = await shareFound(gallery, crowd, probes);
    const [probe] = probes;
    const { exact } = probe ? await gallery.search(probe.encoding, { limit: 1 }) : { exact: true };
    const bytes = await storedBytes(dataSource, gallery.kind, crowd);
    const naiveMs = probe && crowd.encodings <= NAIVE_MAX_ENCODINGS ? await naive(dataSource, probe) : null;
    await gallery.close();
    const of = (kind: string) => answers.filter(({ decision }) => decision.kind === kind).map(({ ms }) => ms);
    return {
      backend,
      encodings: crowd.encodings,
      kind: gallery.kind,
      indexed: !exact,
      loadS,
      openS,
      indexS,
      medianMs: quantile(
        answers.map(({ ms }) => ms),
        0.5,
      ),
      p95Ms: quantile(
        answers.map(({ ms }) => ms),
        0.95,
      ),
      matchMedianMs: quantile(of('match'), 0.5),
      unknownMedianMs: quantile(of('unknown'), 0.5),
      naiveMs,
      ...compare(
        crowd,
        probes,
        answers.map(({ decision }) => decision),
      ),
      nearestFound,
      named: of('match').length,
      bytesPerEncoding: bytes / crowd.encodings,
      rssGrowthMb,
    };
  } finally {
    await dataSource.destroy();
  }
}

async function fill(dataSource: DataSource, crowd: Crowd, report: (text: string) => void): Promise<void> {
  let loaded = 0;
  let reportedAt = performance.now();
  let rows: { user_id: string; encoding: number[] }[] = [];
  const flush = async () => {
    await dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT user_id, encoding, $2 FROM jsonb_to_recordset($1) AS people (user_id varchar, encoding jsonb)`,
      [JSON.stringify(rows), crowd.model],
    );
    loaded += rows.length;
    rows = [];
    if (performance.now() - reportedAt < REPORT_INTERVAL_MS) return;
    reportedAt = performance.now();
    report(`${loaded} of ${crowd.encodings} encodings loaded`);
  };
  for (const { userId, encodings } of crowd.draw()) {
    for (const encoding of encodings) rows.push({ user_id: userId, encoding: [...encoding] });
    if (rows.length >= ROWS_PER_INSERT) await flush();
  }
  if (rows.length > 0) await flush();
}

/** What a service without a gallery does: reads every row for each request. */
async function naive(dataSource: DataSource, { encoding }: Probe): Promise<number> {
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

function compare(crowd: Crowd, probes: Probe[], decisions: IdentificationDecision[]) {
  let same = 0;
  let otherPerson = 0;
  probes.forEach(({ encoding }, index) => {
    const decision = decisions[index];
    const candidates = crowd.exact.nearest(encoding, CANDIDATES);
    const expected = decideIdentification(evidence, { ...LIMITS, candidates, users: crowd.exact.size });
    const [nameA, nameB] = [decision, expected].map((each) => (each?.kind === 'match' ? each.userId : null));
    if (decision?.kind === expected.kind && nameA === nameB) same += 1;
    if (nameA !== null && nameA !== nameB) otherPerson += 1;
  });
  return { sameDecision: same / probes.length, otherPerson };
}

async function shareFound(gallery: Gallery, crowd: Crowd, probes: readonly Probe[]): Promise<number> {
  let found = 0;
  for (const { encoding } of probes) {
    const { candidates } = await gallery.search(encoding, { limit: CANDIDATES });
    if (candidates[0]?.userId === crowd.exact.nearest(encoding, 1)[0]?.userId) found += 1;
  }
  return found / probes.length;
}

/** On top of the encodings themselves: the vectors in both precisions and their index, or the matrix in each process. */
async function storedBytes(dataSource: DataSource, kind: string, crowd: Crowd): Promise<number> {
  if (kind === 'memory') return crowd.exact.size * crowd.dimension * Float32Array.BYTES_PER_ELEMENT;
  const [row] = await dataSource.query<{ bytes: string }[]>(
    `SELECT sum(pg_total_relation_size(to_regclass(name))) AS bytes
     FROM unnest(ARRAY['face_vectors', 'face_half_vectors']) AS name`,
  );
  return Number(row?.bytes ?? 0);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
