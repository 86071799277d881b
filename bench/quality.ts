import { readFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { AppConfig } from '../src/config/app-config.js';
import { loadEnv } from '../src/config/load-env.js';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { tell } from '../src/cli/program/output.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { type PersonFolder, readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { euclideanDistance } from '../src/faces/decision/template.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';
import { Rate } from './identity/rates.js';
import { examine, examinePerson, type Photograph } from './quality/examined.js';
import { mediansOf, quantilesOf, refusalsOf, WORSENED_NAMES } from './quality/measures.js';
import { quantile } from './quality/quantiles.js';
import { SharpnessScales } from './quality/sharpness-scales.js';
import { CROPS, type Worsening, WORSENINGS } from './quality/worsened.js';

/** The false match rate at which thresholds are compared. */
const FMR = 1e-3;

const program = new Command('npm run bench:quality --')
  .description(
    'What photographs cost recognition when they are made worse, and what ordinary ones measure: where the limits of enrolment come from.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', 'people with two or more photographs', wholeNumber(2, 1e6), 250)
  .option(
    '--worsened <count>',
    'of these, people of whom one photograph is made worse',
    wholeNumber(1, 1e6),
    80,
  )
  .option('--model <name>', 'default: FACE_MODEL');
const options = optionsOf<{ people: number; worsened: number; model?: string }>(program);
Logger.overrideLogger(['warn', 'error']);

const PLAIN = { head: [], border: [], compact: true };

runCommand(async () => {
  const folders = readPeople(program.args[0] ?? '', new Set())
    .filter(({ photos }) => photos.length > 1)
    .slice(0, options.people);
  const model = options.model ?? new AppConfig(loadEnv()).env.FACE_MODEL;
  const service = new FaceEmbeddingService(embeddingOptions({ settings: { model } }));
  await cleanedUp(
    () => service.onApplicationShutdown(),
    () => measure(service, folders),
  );
});

async function measure(service: FaceEmbeddingService, folders: readonly PersonFolder[]): Promise<void> {
  const { model: version } = await service.whenReady();
  const people: Photograph[][] = [];
  for (const folder of folders) people.push(await examinePerson(service, folder));
  const ordinary = people.flat();
  const threshold = thresholdOf(people);
  const scales = new SharpnessScales();
  console.log(
    `${version}: ${ordinary.length} photographs of ${people.length} people, distance at FMR ${FMR}: ${threshold.toFixed(3)}`,
  );
  console.log(quantilesOf(ordinary.map(({ face }) => face)));
  console.log(refusalsOf(ordinary.map(({ face }) => face)));

  const table = new Table({
    style: PLAIN,
    head: ['photograph', 'FNMR', 'no face', 'refused', ...WORSENED_NAMES],
  });
  for (const worsening of [...WORSENINGS, ...CROPS]) {
    tell(worsening.name);
    table.push(await rowOf(service, worsening, people.slice(0, options.worsened), threshold, scales));
  }
  console.log(table.toString());
  console.log(`Sharpness: ${String(scales)}`);
}

/** One photograph of each person made worse, against the person's others as they are. */
async function rowOf(
  service: FaceEmbeddingService,
  worsening: Worsening,
  people: readonly Photograph[][],
  threshold: number,
  scales: SharpnessScales,
): Promise<string[]> {
  const [missed, without, refused] = [new Rate(), new Rate(), new Rate()];
  const faces: Photograph['face'][] = [];
  for (const [first, ...others] of people) {
    if (!first || others.length === 0) continue;
    const photo = await worsening.apply(await readFile(first.path), first.face);
    const worse = await examine(service, photo);
    without.add(worse === null);
    if (worse === null) continue;
    faces.push(worse.face);
    refused.add(worse.face.findings.length > 0);
    const distances = others.map(({ encoding }) => euclideanDistance(worse.encoding, encoding));
    for (const distance of distances) missed.add(distance > threshold);
    if (!CROPS.includes(worsening))
      await scales.add(photo, worse.face.landmarks, quantile(distances, 0.5) / threshold);
  }
  return [worsening.name, ...[missed, without, refused].map(String), ...mediansOf(faces)];
}

/** The distance below which one in a thousand pairs of photographs of different people lies. */
function thresholdOf(people: readonly Photograph[][]): number {
  const distances = people.flatMap((own, index) =>
    own.flatMap(({ encoding }) =>
      people
        .slice(index + 1)
        .flatMap((others) => others.map((other) => euclideanDistance(encoding, other.encoding))),
    ),
  );
  return quantile(distances, FMR);
}
