import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { evaluate } from '../../evaluation/evaluation.js';
import { photosOf, readPairs } from '../../evaluation/pairs-file.js';
import { reportHtml } from '../../evaluation/report-html.js';
import { reportText } from '../../evaluation/report-text.js';
import { toReport } from '../../evaluation/report.js';
import { type JsonTarget, printResult } from '../program/output.js';
import { encodeForMeasurement, type EncodingOptions } from './encode-for-measurement.js';
import { identificationRules } from './identification-rules.js';

export interface EvaluateOptions extends EncodingOptions {
  /** Who is on a photograph: the first group of the pattern on its path; by default the name of its folder. */
  identityRegex?: RegExp;
  identification: boolean;
  calibration?: string;
  json?: JsonTarget;
  html?: string;
  bootstrap: number;
}

/** Measures the service's own pipeline on labelled pairs of photographs. */
export async function runEvaluation(pairsFile: string, request: EvaluateOptions): Promise<void> {
  const pairs = readPairs(pairsFile);
  const identification = request.identification ? await identificationRules(request.model) : null;
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

function provenanceOf(pairsFile: string, photos: number): string {
  const path = resolve(pairsFile);
  const name = `${basename(dirname(path))}/${basename(path)}`;
  return `twoinone evaluate on ${name}, ${photos} photographs, ${new Date().toISOString().slice(0, 10)}`;
}
