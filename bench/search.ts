import { writeFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp, inTemporaryFolder } from '../src/cli/program/cleanup.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../test/support/servers/private-postgres.js';
import { AppConfig } from '../src/config/app-config.js';
import { loadEnv } from '../src/config/load-env.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import { evidenceFor } from '../src/faces/recognition/evidence-for-model.js';
import { Crowd } from './search/crowd.js';
import { runSearch, type SearchMeasurement } from './search/search-run.js';

/** A million only on a server with pgvector: in the embedded database loading alone takes an hour, and memory is not for so many. */
const FULL = 1_000_000;
const EMBEDDED_MAX = 100_000;

const options = optionsOf<{
  sizes: number[];
  perUser: number;
  probes: number;
  only: string;
  full: boolean;
  templatesAlone: boolean;
  kept: number[];
  json?: string;
}>(
  new Command('npm run bench:search --')
    .description(
      'Identification and the database’s part of enrolment in galleries of synthetic people, on the embedded database and on PostgreSQL with and without ' +
        'pgvector, beside "SELECT all and loop".',
    )
    .option('--sizes <counts>', 'encodings, with commas between', wholeNumbers, [1000, 10_000, 100_000])
    .option('--per-user <count>', 'encodings of each user', wholeNumber(1, 5), 5)
    .option('--probes <count>', 'searches in each', wholeNumber(1, 1_000_000), 1000)
    .option('--only <word>', 'databases whose name holds it', '')
    .option('--full', 'also a million, on servers', false)
    .option('--templates-alone', 'store no encodings, which no search reads: millions fit then', false)
    .option('--kept <counts>', 'also searches for which HNSW keeps so many candidates', wholeNumbers, [])
    .option('--json <file>', 'write what was measured'),
);
const { probes, perUser, templatesAlone, kept } = options;
const { env, modelsPath } = new AppConfig(loadEnv());
const recognition = await loadRecognitionModel(env.FACE_MODEL, modelsPath);
const { version, dimension } = recognition;
const evidence = evidenceFor(recognition, env.CALIBRATION_FILE);
const model = { version, dimension, compatibleWith: [], evidence };
const sizes = [...options.sizes, ...(options.full ? [FULL] : [])];
Logger.overrideLogger(['warn', 'error']);

const results: SearchMeasurement[] = [];
for (const { name, skip, pgvector, maxSize } of [
  { name: 'embedded', skip: null, pgvector: null, maxSize: EMBEDDED_MAX },
  { name: 'PostgreSQL + pgvector', skip: whyNoPgvector(), pgvector: true, maxSize: Infinity },
  { name: 'PostgreSQL', skip: whyNoPostgres(), pgvector: false, maxSize: FULL - 1 },
].filter((each) => each.name.includes(options.only))) {
  if (skip !== null) {
    console.log(`${name}: left out, ${skip}`);
    continue;
  }
  for (const size of sizes.filter((each) => each <= maxSize)) {
    console.log(`${name}: ${size} encodings …`);
    results.push(await measure(name, pgvector, size));
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  }
}
console.log(render(results));
if (kept.length > 0) console.log(renderKept(results));

async function measure(name: string, pgvector: boolean | null, size: number): Promise<SearchMeasurement> {
  const crowd = new Crowd(evidence, { encodings: size, perUser, dimension });
  const settings = { shared_buffers: size > FULL ? '2GB' : '1GB', max_wal_size: '4GB' };
  const postgres =
    pgvector === null ? null : await PrivatePostgres.start({ pgvector, fsync: false, settings });
  const say = (text: string) => console.log(`  ${text}`);
  return cleanedUp(
    () => postgres?.stop(),
    () =>
      inTemporaryFolder('bench-search-', (folder) =>
        runSearch(name, postgres ?? undefined, folder, model, crowd, { probes, templatesAlone, kept }, say),
      ),
  );
}

/** NaN: there was none, for instance nobody named in a gallery beyond the calibration. */
function milliseconds(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2);
}

function render(rows: readonly SearchMeasurement[]): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: [
      'database',
      'encodings (users)',
      'search',
      'median ms',
      'p95 ms',
      'processor ms',
      'named / unknown ms',
      'naive ms',
      '× naive',
      'same decision',
      'other person',
      'nearest found',
      'load s',
      'index s',
      'enrol ms, p95, processor',
      'bytes/user',
      'RSS + MB',
    ],
  });
  for (const row of rows) {
    const search = row.kind === 'memory' ? 'memory' : row.indexed ? 'HNSW' : 'exact';
    table.push([
      row.backend,
      `${row.encodings} (${row.users})`,
      search,
      row.medianMs.toFixed(2),
      row.p95Ms.toFixed(2),
      row.processorMs.toFixed(1),
      `${milliseconds(row.matchMedianMs)} / ${milliseconds(row.unknownMedianMs)}`,
      row.naiveMs?.toFixed(0) ?? '–',
      row.naiveMs === null ? '–' : (row.naiveMs / row.medianMs).toFixed(0),
      `${(100 * row.sameDecision).toFixed(2)} %`,
      row.otherPerson,
      `${(100 * row.nearestFound).toFixed(2)} %`,
      row.loadS.toFixed(1),
      row.indexS.toFixed(1),
      `${row.enrolMedianMs.toFixed(1)}, ${row.enrolP95Ms.toFixed(1)}, ${row.enrolProcessorMs.toFixed(1)}`,
      row.bytesPerUser.toFixed(0),
      row.rssGrowthMb.toFixed(0),
    ]);
  }
  return table.toString();
}

function renderKept(rows: readonly SearchMeasurement[]): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['encodings (users)', 'candidates kept', 'median ms', 'same decision', 'other person'],
  });
  for (const { encodings, users, kept: numbers } of rows) {
    for (const { kept: count, medianMs, sameDecision, otherPerson } of numbers) {
      const share = `${(100 * sameDecision).toFixed(2)} %`;
      table.push([`${encodings} (${users})`, count, medianMs.toFixed(2), share, otherPerson]);
    }
  }
  return table.toString();
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber(1, 10_000_000));
}
