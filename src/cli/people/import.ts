import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { basename, join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SingleBar } from 'cli-progress';
import { AppModule } from '../../app.module.js';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { type PostgresUrl, parsePostgresUrl } from '../../config/postgres-url.js';
import { FaceEmbeddingService } from '../../faces/embedding/face-embedding.service.js';
import { euclideanDistance } from '../../faces/decision/template.js';
import { EncodingImportService } from '../../faces/enrolment/encoding-import.service.js';
import { EnrolmentService } from '../../faces/enrolment/enrolment.service.js';
import { FaceEncodingsRepository } from '../../faces/enrolment/face-encodings.repository.js';
import { cleanedUp } from '../program/cleanup.js';
import { type JsonTarget, printResult, STANDARD_STREAM } from '../program/output.js';
import { readEncodingsFile } from './encodings-file.js';
import { ImportJournal } from './import-journal.js';
import { importPhotos, type PhotoStore } from './import-photos.js';
import { type ImportReport, reportText } from './import-report.js';
import type { ImportRequest } from './import-request.js';
import { type PersonFolder, readPhotoFolder } from './photo-folder.js';

/** Who stands in the audit log for what an operator imports. */
const IMPORTER: AuthenticatedUser = { id: 'import', role: 'admin' };
/** Two encodings of one file differ by rounding only. */
const SAME_PHOTO = 1e-5;

/** Outages, try again: EX_TEMPFAIL of sysexits.h. */
const TRY_AGAIN = 75;

export interface ImportOptions {
  report?: string;
  json?: JsonTarget;
  again: boolean;
}

/** @returns the exit code. 0: nothing is left to do; 75: outages, run it again */
export async function runImport(request: ImportRequest, options: ImportOptions): Promise<number> {
  // Names that are no ids stop the import before anything is started.
  const people = request.kind === 'folder' ? readPhotoFolder(request.source) : [];
  const config = new AppConfig(loadEnv());
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), {
    abortOnError: false,
    logger: ['error', 'fatal'],
  });
  return cleanedUp(
    () => app.close(),
    async () => {
      const report =
        request.kind === 'folder'
          ? await fromFolder(app, request, people, config)
          : await fromFile(app, request);
      if (options.report !== undefined)
        await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
      await printResult(reportText(report), report, options.json);
      return report.failed.length > 0 ? TRY_AGAIN : 0;
    },
  );
}

async function fromFolder(
  app: INestApplicationContext,
  { source, again }: ImportRequest,
  people: readonly PersonFolder[],
  config: AppConfig,
): Promise<ImportReport> {
  const total = people.reduce((sum, { photos }) => sum + photos.length, 0);
  const journal = new ImportJournal(journalPath(source, config), again);
  const bar = progressBar('photographs');
  const started = performance.now();
  bar.start(total, 0);
  const { analysed, ...outcome } = await importPhotos(people, photoStore(app), journal, {
    folder: source,
    photoMaxBytes: config.env.UPLOAD_MAX_BYTES,
    maxPerPerson: config.env.MAX_ENCODINGS_PER_USER,
    // One more than there are workers: none of them waits while another photo is read or stored.
    concurrency: app.get(FaceEmbeddingService).status.workers.wanted + 1,
    onPhoto: () => bar.increment(),
  });
  bar.stop();
  const seconds = (performance.now() - started) / 1000;
  return {
    source,
    people: people.length,
    total,
    ...outcome,
    seconds,
    perSecond: analysed / seconds,
    notes: [],
  };
}

function readSource(source: string): Promise<string> {
  return source === STANDARD_STREAM ? text(process.stdin) : readFile(source, 'utf8');
}

async function fromFile(app: INestApplicationContext, { source }: ImportRequest): Promise<ImportReport> {
  const byUser = readEncodingsFile(await readSource(source));
  const service = app.get(EncodingImportService);
  const total = [...byUser.values()].reduce((sum, encodings) => sum + encodings.length, 0);
  const report: ImportReport = {
    ...{ source, people: byUser.size, total, stored: 0, already: 0, surplus: 0 },
    ...{ refused: [], failed: [], seconds: 0, perSecond: 0, notes: [] },
  };
  const bar = progressBar('people');
  const started = performance.now();
  bar.start(byUser.size, 0);
  for (const [userId, encodings] of byUser) {
    try {
      const added = await service.adopt(IMPORTER, userId, encodings);
      report.stored += added;
      report.already += encodings.length - added;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const list = error.status >= 500 ? report.failed : report.refused;
      list.push({ what: userId, code: error.code });
    }
    bar.increment();
  }
  bar.stop();
  const models = new Set([...byUser.values()].flat().map(({ model }) => model));
  report.notes = [...models]
    .filter((model) => !service.isCompared(model))
    .map((model) => `Encodings of ${model} are kept, but nobody is recognised by them with this FACE_MODEL.`);
  report.seconds = (performance.now() - started) / 1000;
  report.perSecond = report.stored / report.seconds;
  return report;
}

/** The service's own rules for every photo: quality, duplicates, the audit log. */
function photoStore(app: INestApplicationContext): PhotoStore {
  const enrolment = app.get(EnrolmentService);
  const embedding = app.get(FaceEmbeddingService);
  const encodings = app.get(FaceEncodingsRepository);
  return {
    enroll: async (userId, photo) =>
      void (await enrolment.enroll(IMPORTER, { photos: [photo] }, { userId, consent: null })),
    isStored: async (userId, photo) => {
      const { encoding, model } = await embedding.analyze(photo, 'encode');
      if (encoding === null) return false;
      const stored = await encodings.findByUser(userId, [model]);
      return stored.some((row) => euclideanDistance(encoding, Float32Array.from(row.encoding)) < SAME_PHOTO);
    },
  };
}

/** One journal for each folder and database. */
function journalPath(source: string, { env, dataPath }: AppConfig): string {
  const target = env.DATABASE_URL === undefined ? dataPath : targetOf(parsePostgresUrl(env.DATABASE_URL));
  const key = createHash('sha256').update(`${source}\n${target}`).digest('hex').slice(0, 12);
  return join(dataPath, 'imports', `${basename(source)}-${key}.jsonl`);
}

/** Without the login, which may change between two runs. */
function targetOf({ hosts, database = '' }: PostgresUrl): string {
  return `${hosts.map(({ host, port }) => `${host}:${port}`).join(',')}/${database}`;
}

function progressBar(unit: string): SingleBar {
  return new SingleBar({
    format: `import {bar} {percentage} % | {value}/{total} ${unit} | {eta_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
}
