import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { Database } from '../../src/database/database.js';
import { CANDIDATES, type IdentificationDecision } from '../../src/faces/decision/decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { FaceEncoding } from '../../src/faces/enrolment/face-encoding.entity.js';
import { FaceMatcher } from '../../src/faces/recognition/face-matcher.js';
import type { Gallery, GalleryModel } from '../../src/faces/gallery/gallery.js';
import { EarlierGallery } from '../../src/faces/gallery/earlier-gallery.js';
import { EarlierEvidence } from '../../src/faces/recognition/earlier-evidence.js';
import { openGallery } from '../../src/faces/gallery/open-gallery.js';
import { PgvectorGallery } from '../../src/faces/gallery/pgvector-gallery.js';
import type { PrivatePostgres } from '../../test/support/servers/private-postgres.js';
import type { Crowd, Probe } from './crowd.js';
import { decisionsAmong, LIMITS, nameOf } from './decisions.js';
import { type KeptMeasurement, measureKept } from './kept-candidates.js';
import { fill, naiveSearch, storedBytes } from './database-fill.js';
import { enrolStrangers } from './enrolments.js';
import { familyProcessorMs } from '../../test/support/processes/processes.js';
import { quantile } from '../quality/quantiles.js';

/** Beyond this the naive baseline takes tens of seconds and hundreds of megabytes a request. */
const NAIVE_MAX_ENCODINGS = 100_000;
const ENROLMENTS = 100;

export interface SearchMeasurement {
  backend: string;
  encodings: number;
  users: number;
  kind: string;
  indexed: boolean;
  loadS: number;
  openS: number;
  indexS: number;
  medianMs: number;
  p95Ms: number;
  /** Of this process and the server's, for a search and for an enrolment. */
  processorMs: number;
  enrolProcessorMs: number;
  matchMedianMs: number;
  unknownMedianMs: number;
  naiveMs: number | null;
  /** Share of probes for which the decision is that of the exact search. */
  sameDecision: number;
  /** Probes for which another person is named than by the exact search. */
  otherPerson: number;
  /** Share of probes whose nearest user is found by the search that is made, exact or not. */
  nearestFound: number;
  named: number;
  /** The database's part of an enrolment. */
  enrolMedianMs: number;
  enrolP95Ms: number;
  /** On top of the encodings themselves. */
  bytesPerUser: number;
  rssGrowthMb: number;
  /** By each number of candidates that was asked for. */
  kept: KeptMeasurement[];
}

/** What is measured with which network's encodings. */
export interface SearchedModel extends GalleryModel {
  evidence: DistanceEvidence;
}

export interface SearchOptions {
  probes: number;
  /** Without the encodings, which no search reads. */
  templatesAlone: boolean;
  /** Numbers of candidates that HNSW is to keep, beside what the service has it keep. */
  kept: readonly number[];
}

/**
 * @param server undefined: the embedded database in `dataPath`
 * @param report is told what is under way
 */
export async function runSearch(
  backend: string,
  server: Pick<PrivatePostgres, 'url' | 'pid'> | undefined,
  dataPath: string,
  model: SearchedModel,
  crowd: Crowd,
  { probes: probeCount, templatesAlone, kept }: SearchOptions,
  report: (text: string) => void,
): Promise<SearchMeasurement> {
  const dataSource = await new DataSource(
    dataSourceOptions({
      ...{ databaseUrl: server?.url, dataPath, cachePath: dataPath, poolMax: 5 },
      ...{ entities: [FaceEncoding], pace: 'maintenance' as const },
    }),
  ).initialize();
  try {
    await dataSource.runMigrations();
    const database = new Database(dataSource);
    const { evidence } = model;
    const limits = { memoryMaxUsers: 1_000_000 };
    // Registers the model, so that the database makes the templates while it is filled.
    await (await openGallery(dataSource, database, model, limits)).close();
    const loadS = await seconds(() => fill(dataSource, crowd, model.version, templatesAlone, report));
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
    const identify = (encoding: Float32Array) => matcher.identify({ encoding, earlier: null, doubt: 'none' });
    await Promise.all(probes.slice(0, 20).map(({ encoding }) => identify(encoding)));
    const answers: { ms: number; decision: IdentificationDecision }[] = [];
    const beforeSearches = spentMs(server?.pid);
    for (const { encoding } of probes) {
      const startedAt = performance.now();
      const decision = await identify(encoding);
      answers.push({ ms: performance.now() - startedAt, decision });
    }
    const processorMs = (spentMs(server?.pid) - beforeSearches) / probes.length;
    report('searched');
    const rssGrowthMb = (process.memoryUsage().rss - rssBefore) / 1024 ** 2;
    const nearestFound = await shareFound(gallery, crowd, probes);
    const [probe] = probes;
    const bytes = await storedBytes(dataSource, gallery.kind, crowd);
    const isIndexed = gallery instanceof PgvectorGallery && gallery.indexed;
    const byKept = isIndexed
      ? await measureKept(
          { dataSource, database, model },
          crowd,
          decisionsAmong(evidence, crowd.exact.size),
          crowd.probes(probeCount),
          kept,
        )
      : [];
    const isNaive = !templatesAlone && crowd.shape.encodings <= NAIVE_MAX_ENCODINGS;
    const naiveMs = probe && isNaive ? await naiveSearch(dataSource, probe) : null;
    report('enrolling …');
    const beforeEnrolments = spentMs(server?.pid);
    const enrolled = await enrolStrangers(database, gallery, matcher, crowd, model.version, ENROLMENTS);
    const enrolProcessorMs = (spentMs(server?.pid) - beforeEnrolments) / ENROLMENTS;
    await gallery.close();
    const of = (kind: string) => answers.filter(({ decision }) => decision.kind === kind).map(({ ms }) => ms);
    return {
      backend,
      encodings: crowd.shape.encodings,
      users: crowd.exact.size,
      kind: gallery.kind,
      indexed: isIndexed,
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
      processorMs,
      enrolProcessorMs,
      matchMedianMs: quantile(of('match'), 0.5),
      unknownMedianMs: quantile(of('unknown'), 0.5),
      naiveMs,
      ...compare(
        crowd,
        evidence,
        probes,
        answers.map(({ decision }) => decision),
      ),
      nearestFound,
      named: of('match').length,
      enrolMedianMs: quantile(enrolled.ms, 0.5),
      enrolP95Ms: quantile(enrolled.ms, 0.95),
      bytesPerUser: bytes / crowd.exact.size,
      rssGrowthMb,
      kept: byKept,
    };
  } finally {
    await dataSource.destroy();
  }
}

/** Processor time of this process and the server's so far, which says more than a clock where others use the machine. */
function spentMs(server: number | undefined): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + (server === undefined ? 0 : familyProcessorMs(server));
}

function compare(
  crowd: Crowd,
  evidence: DistanceEvidence,
  probes: Probe[],
  decisions: IdentificationDecision[],
) {
  let same = 0;
  let otherPerson = 0;
  const decide = decisionsAmong(evidence, crowd.exact.size);
  probes.forEach(({ encoding }, index) => {
    const decision = decisions[index];
    const name = decision && nameOf(decision);
    const expected = decide(crowd.exact.nearest(encoding, CANDIDATES));
    if (name?.kind === expected.kind && name.userId === expected.userId) same += 1;
    if (name?.userId && name.userId !== expected.userId) otherPerson += 1;
  });
  return { sameDecision: same / probes.length, otherPerson };
}

async function shareFound(gallery: Gallery, crowd: Crowd, probes: readonly Probe[]): Promise<number> {
  let found = 0;
  for (const { encoding } of probes) {
    const candidates = await gallery.search(encoding, CANDIDATES);
    if (candidates[0]?.userId === crowd.exact.nearest(encoding, 1)[0]?.userId) found += 1;
  }
  return found / probes.length;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}
