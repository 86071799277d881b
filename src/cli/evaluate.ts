import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { evaluate } from '../evaluation/evaluation.js';
import type { IdentificationRules } from '../evaluation/identification.js';
import { photosOf, readPairs } from '../evaluation/pairs-file.js';
import { reportHtml } from '../evaluation/report-html.js';
import { reportText } from '../evaluation/report-text.js';
import { toReport } from '../evaluation/report.js';
import { loadRecognitionModel } from '../faces/embedding/models/load-model.js';
import { evidenceFor } from '../faces/recognition/evidence-for-model.js';
import type { EvaluateOptions } from './commands/evaluate.js';
import { encodeForMeasurement } from './encode-for-measurement.js';
import { printResult } from './output.js';

/** Measures the service's own pipeline on labelled pairs of photographs. */
export async function runEvaluation(pairsFile: string, request: EvaluateOptions): Promise<void> {
  const pairs = readPairs(pairsFile);
  const identification = request.identification ? await identificationRules(request) : null;
  const { outcomes, ...facts } = await encodeForMeasurement(photosOf(pairs), request);
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
