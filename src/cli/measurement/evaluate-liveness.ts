import { readFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { AppError } from '../../common/app-error.js';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { judgeRecording } from '../../evaluation/liveness/judge-recording.js';
import { livenessHtml } from '../../evaluation/liveness/liveness-html.js';
import { type JudgedRecording, livenessReport } from '../../evaluation/liveness/liveness-report.js';
import { livenessText } from '../../evaluation/liveness/liveness-text.js';
import { readRecordings, type Recording } from '../../evaluation/liveness/recordings.js';
import type { FaceEmbeddingService } from '../../faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../../faces/embedding/models/load-model.js';
import { ContinuityLimit } from '../../faces/liveness/continuity.js';
import { LIVE_SCORE_MIN } from '../../faces/liveness/liveness-rules.js';
import { atOnce } from '../../faces/liveness/session-clock.js';
import { faceOf, type SessionFrame } from '../../faces/liveness/session-frame.js';
import { evidenceFor } from '../../faces/recognition/evidence-for-model.js';
import { cleanedUp } from '../program/cleanup.js';
import { type JsonTarget, printResult, tell } from '../program/output.js';
import { type EncodingOptions, openForMeasurement } from './encode-for-measurement.js';

export interface EvaluateLivenessOptions extends Omit<EncodingOptions, 'cache'> {
  json?: JsonTarget;
  html?: string;
  replays: number;
}

/** Shows labelled recordings to the service's own liveness sessions. */
export async function runLivenessEvaluation(folder: string, options: EvaluateLivenessOptions): Promise<void> {
  const recordings = readRecordings(folder);
  const { env, modelsPath } = new AppConfig(loadEnv());
  const model = await loadRecognitionModel(options.model ?? env.FACE_MODEL, modelsPath);
  const { distance: continuityMax } = new ContinuityLimit(evidenceFor(model, env.CALIBRATION_FILE));
  const { service } = openForMeasurement(options);
  const report = await cleanedUp(
    () => service.onApplicationShutdown(),
    async () => {
      const { passive, fallbackReason, ...about } = await service.whenReady();
      if (fallbackReason !== null) tell(fallbackReason);
      const liveScoreMin = passive ? LIVE_SCORE_MIN[env.LIVENESS_STRICT ? 'strict' : 'normal'] : null;
      const rules = { continuityMax, liveScoreMin };
      const judged = await judgeAll(recordings, service, rules, options.replays);
      const { engine, runtime, model: version } = about;
      return livenessReport(judged, { folder: resolve(folder), engine, runtime, model: version, rules });
    },
  );
  await printResult(livenessText(report), report, options.json);
  if (options.html !== undefined) writeFileSync(options.html, livenessHtml(report));
}

async function judgeAll(
  recordings: readonly Recording[],
  service: FaceEmbeddingService,
  rules: { continuityMax: number; liveScoreMin: number | null },
  replays: number,
): Promise<JudgedRecording[]> {
  const bar = new SingleBar({
    format: '{bar} {percentage} % | {value}/{total} frames | {eta_formatted}',
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
  bar.start(
    recordings.reduce((sum, { frames }) => sum + frames.length, 0),
    0,
  );
  const judged: JudgedRecording[] = [];
  try {
    for (const { name, species, frames } of recordings) {
      const seen: SessionFrame[] = [];
      for (const { path, atMs } of frames) {
        const face = await lookAt(service, path);
        seen.push({ ...atOnce(atMs), face });
        bar.increment();
      }
      judged.push({ name, species, frames: seen, ...judgeRecording(seen, rules, replays) });
    }
  } finally {
    bar.stop();
  }
  return judged;
}

/** A frame that the service refuses shows it nobody. @throws what is the service's own fault */
async function lookAt(service: FaceEmbeddingService, path: string): Promise<SessionFrame['face']> {
  try {
    return faceOf(await service.analyze(await readFile(path), 'frame'));
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return 'NO_FACE';
    throw error;
  }
}
