import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { tell } from '../src/cli/program/output.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { packageRoot } from '../src/config/package-root.js';
import { isFittedOn } from '../src/evaluation/calibrate/calibrate.js';
import { readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import type { FaceNetworks } from '../src/faces/embedding/engines/face-networks.js';
import { loadNetworks } from '../src/faces/embedding/engines/load-networks.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../src/faces/embedding/models/recognition-model.js';
import { MISHAPS } from './quality/worsened.js';
import { COMBINING_RULES } from './templates/combining-rules.js';
import { differenceOf, fnmrOf, missesOf, type TriedPerson } from './templates/comparison.js';
import { seeFace, type SeenFace } from './templates/seen-faces.js';

const TEMPLATE = 3;
const BURST = 5;
const FMR = 1e-3;
const program = new Command('npm run bench:templates --')
  .description(
    'Whether another rule than the mean of several photographs’ directions misses fewer people: weights, the best one, a second crop. ' +
      'With people whom the calibration was not fitted on; every second photograph is made worse.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', `with ${TEMPLATE + BURST} photographs at least`, wholeNumber(2, 1e6), 120);
const options = optionsOf<{ people: number }>(program);

runCommand(async () => {
  const folders = readPeople(program.args[0] ?? '', new Set())
    .filter(({ name, photos }) => !isFittedOn(name) && photos.length >= TEMPLATE + BURST)
    .slice(0, options.people);
  const settings = {
    ...{ engine: 'onnx' as const, model: 'mobilefacenet' },
    ...{ modelsPath: join(packageRoot, 'models'), cachePath: join(packageRoot, '.cache') },
  };
  const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
  const { networks } = await loadNetworks(settings, recognition);
  const people: SeenFace[][] = [];
  for (const { photos } of folders) {
    people.push(await seeAll(networks, recognition, photos.slice(0, TEMPLATE + BURST)));
    if (people.length % 10 === 0) tell(`${people.length} of ${folders.length} people`);
  }
  await networks.dispose();
  const whole = people.filter((faces) => faces.length === TEMPLATE + BURST);
  console.log(`${whole.length} people`);
  report(
    `${TEMPLATE} photographs enrolled, bursts of ${BURST}`,
    whole.map((faces) => ({ template: faces.slice(0, TEMPLATE), probes: [faces.slice(TEMPLATE)] })),
  );
  report(
    'one photograph enrolled, one shown',
    whole.map((faces) => ({ template: faces.slice(0, 1), probes: faces.slice(1).map((face) => [face]) })),
  );
});

/** Every second photograph made worse: ordinary portraits differ too little for weights to matter. @returns without those in which there was nobody */
async function seeAll(
  networks: FaceNetworks,
  recognition: RecognitionModel,
  photos: readonly string[],
): Promise<SeenFace[]> {
  const faces: SeenFace[] = [];
  for (const [index, path] of photos.entries()) {
    const bytes = await readFile(path);
    const mishap = index % 2 === 1 ? MISHAPS[(index + path.length) % MISHAPS.length] : undefined;
    const photo = mishap ? await mishap.apply(bytes) : bytes;
    const face = await seeFace(networks, recognition, photo);
    if (face) faces.push(face);
  }
  return faces;
}

function report(title: string, people: readonly TriedPerson[]): void {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: [title, `FNMR at an FMR of ${FMR}, %`, 'difference from the mean, points'],
  });
  const [mean] = COMBINING_RULES;
  if (mean === undefined) throw new Error('no rules');
  const baseline = missesOf(mean, people, FMR);
  for (const rule of COMBINING_RULES) {
    const misses = missesOf(rule, people, FMR);
    const [low, high] = differenceOf(misses, baseline);
    const difference = rule === mean ? '–' : `${points(low)} to ${points(high)}`;
    table.push([rule.name, points(fnmrOf(misses)), difference]);
  }
  console.log(table.toString());
}

function points(share: number): string {
  return (100 * share).toFixed(2);
}
