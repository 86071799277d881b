import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { packageRoot } from '../src/config/package-root.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { PASSIVE_FOLDER } from '../src/faces/embedding/models/passive-files.js';
import type { AnalysisKind } from '../src/faces/embedding/photo-analysis.js';
import { FacePipeline } from '../src/faces/embedding/pipeline/face-pipeline.js';
import { LIVENESS_RULES } from '../src/faces/liveness/liveness-rules.js';
import { median } from '../src/faces/liveness/median.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';
import { picturesOfAda } from '../test/support/liveness/liveness-visitor.js';

const { rounds, models } = optionsOf<{ rounds: number; models: string }>(
  new Command('npm run bench:liveness --')
    .description('Processor time of a frame of a liveness session, 640 x 480, in one thread.')
    .option('--rounds <count>', 'times each frame is looked at', wholeNumber(1, 1_000), 20)
    .option(
      '--models <path>',
      'MODELS_PATH with minifasnet in it',
      join(packageRoot, '..', 'shared', 'models'),
    ),
);

/** Straight three times; three directions, each with the way, twice there, and back. */
const LEAST_FRAMES =
  LIVENESS_RULES.neutralFrames + LIVENESS_RULES.directions * (1 + LIVENESS_RULES.reachedFrames + 1);

const service = new FaceEmbeddingService(embeddingOptions());
const frames = Object.values(await picturesOfAda(service)).flat();
await service.onApplicationShutdown();

const hasPassive = existsSync(join(models, PASSIVE_FOLDER));
const { settings } = embeddingOptions();
const pipeline = await FacePipeline.create({ ...settings, ...(hasPassive && { modelsPath: models }) });
const whole: number[] = [];
const passive: number[] = [];
for (let round = 0; round < rounds; round++) {
  for (const frame of frames) {
    const [without, withScore] = [await cpuMs(frame, 'encode'), await cpuMs(frame, 'frame')];
    whole.push(withScore);
    passive.push(withScore - without);
  }
}
await pipeline.dispose();

const table = new Table({ head: ['', 'CPU ms, median'], style: { head: [], border: [], compact: true } });
const perFrame = median(whole);
table.push(
  ['a frame', perFrame.toFixed(1)],
  ['of it the passive score', hasPassive ? median(passive).toFixed(1) : 'not installed'],
  [`a check of ${LEAST_FRAMES} frames, the fewest`, (LEAST_FRAMES * perFrame).toFixed(0)],
  [`a check of ${LIVENESS_RULES.frames} frames, the most`, (LIVENESS_RULES.frames * perFrame).toFixed(0)],
);
console.log(table.toString());

async function cpuMs(frame: Buffer, kind: AnalysisKind): Promise<number> {
  const before = process.cpuUsage();
  await pipeline.analyze(frame, kind);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
