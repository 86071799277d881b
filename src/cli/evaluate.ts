import { writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { encodePhotos } from '../evaluation/encode-photos.js';
import { EncodingCache } from '../evaluation/encoding-cache.js';
import { evaluate } from '../evaluation/evaluation.js';
import type { IdentificationRules } from '../evaluation/identification.js';
import { type LabelledPair, photosOf, readPairs } from '../evaluation/pairs-file.js';
import { reportHtml } from '../evaluation/report-html.js';
import { reportText } from '../evaluation/report-text.js';
import { toReport } from '../evaluation/report.js';
import { loadRecognitionModel } from '../faces/embedding/models/load-model.js';
import { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import { evidenceFor } from '../faces/recognition/evidence-for-model.js';
import { cleanedUp, inTemporaryFolder } from './cleanup.js';
import type { EvaluateOptions } from './commands/evaluate.js';
import { printResult, tell } from './output.js';

const MB = 1024 * 1024;

/** Measures the service's own pipeline on labelled pairs of photographs. */
export async function runEvaluation(pairsFile: string, request: EvaluateOptions): Promise<void> {
  const pairs = readPairs(pairsFile);
  const identification = request.identification ? await identificationRules(request) : null;
  const { outcomes, ...facts } = await encode(request, pairs);
  const evaluation = evaluate(pairs, outcomes, {
    identityPattern: request.identityRegex ?? null,
    bootstrapRounds: request.bootstrap,
    model: facts.model,
    provenance: provenanceOf(pairsFile, outcomes.size),
    identification,
  });
  const report = toReport(evaluation, { pairsFile, ...facts });
  await printResult(reportText(report), report, request.json);
  if (request.html !== undefined) writeFileSync(request.html, reportHtml(report));
  if (request.calibration !== undefined) {
    if (!evaluation.calibration) throw new Error('Too few people or photographs for a calibration');
    writeFileSync(request.calibration, `${JSON.stringify(evaluation.calibration, null, 2)}\n`);
  }
}

/** The photographs go through the same supervised processes as uploads do. */
async function encode(request: EvaluateOptions, pairs: readonly LabelledPair[]) {
  const { env, modelsPath, cachePath } = new AppConfig(loadEnv());
  const engine = request.engine ?? env.FACE_ENGINE;
  const service = new FaceEmbeddingService({
    settings: {
      engine,
      model: request.model ?? env.FACE_MODEL,
      modelsPath,
      cachePath,
    },
    workers: request.workers ?? env.INFERENCE_WORKERS,
    queueMax: env.INFERENCE_QUEUE_MAX,
    timeoutMs: Math.max(env.INFERENCE_TIMEOUT_MS, 60_000),
    rssMaxBytes: env.INFERENCE_RSS_MAX_MB * MB,
  });
  const encodeInto = async (cacheFolder: string) => {
    const about = await service.whenReady();
    if (about.fallbackReason !== null) tell(about.fallbackReason);
    const cache = new EncodingCache(cacheFolder, `${about.model} ${about.runtime}`);
    const photos = photosOf(pairs);
    const bar = new SingleBar({
      format: `${about.model} {bar} {percentage} % | {value}/{total} photographs | {eta_formatted}`,
      noTTYOutput: true,
      notTTYSchedule: 10_000,
    });
    bar.start(photos.length, 0);
    const { wanted } = service.status.workers;
    const run = await encodePhotos(photos, service, cache, wanted, () => bar.increment());
    bar.stop();
    return { ...run, engine: about.engine, runtime: about.runtime, model: about.model };
  };
  return cleanedUp(
    () => service.onApplicationShutdown(),
    () =>
      request.cache
        ? encodeInto(join(cachePath, 'evaluate'))
        : inTemporaryFolder('twoinone-evaluate-', encodeInto),
  );
}

/** What the service would decide by, from the same settings. */
async function identificationRules(request: EvaluateOptions): Promise<IdentificationRules> {
  const { env, modelsPath } = new AppConfig(loadEnv());
  const model = await loadRecognitionModel(request.model ?? env.FACE_MODEL, modelsPath);
  return {
    evidence: evidenceFor(model, env.CALIBRATION_FILE),
    threshold: env.FACE_RECOGNITION_THRESHOLD,
    maxFpir: env.MAX_FPIR,
    maxFmr: env.MAX_FMR,
    maxEncodings: env.MAX_ENCODINGS_PER_USER,
  };
}

function provenanceOf(pairsFile: string, photos: number): string {
  const path = resolve(pairsFile);
  const name = `${basename(dirname(path))}/${basename(path)}`;
  return `twoinone evaluate on ${name}, ${photos} photographs, ${new Date().toISOString().slice(0, 10)}`;
}
