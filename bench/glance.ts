import { readFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { tell } from '../src/cli/program/output.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { isFittedOn } from '../src/evaluation/calibrate/calibrate.js';
import { readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { toMatrix } from '../src/evaluation/distances.js';
import { surveyAllPairs } from '../src/evaluation/survey.js';
import { verificationRates } from '../src/evaluation/verification-rates.js';
import { direction, euclideanDistance } from '../src/faces/decision/template.js';
import { FacePipeline } from '../src/faces/embedding/pipeline/face-pipeline.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';
import { readGroups } from './engine/portraits.js';
import { CloserLook, isSameDecision, type Seen, seenBy } from './glance/closer-look.js';
import { quantile } from './quality/quantiles.js';
import { CROPS, turned, type Worsening, WORSENINGS } from './quality/worsened.js';

/** What glances could be worse at than a closer look: other turns, faces that fill the frame, small ones, dark ones. */
const KINDS: readonly Worsening[] = [
  ...['unchanged', '0.32 × the size', '0.14 × the light'].map((name) => named(WORSENINGS, name)),
  turned(30),
  named(CROPS, 'cut out, margin 10 %'),
];

const program = new Command('npm run bench:glance --')
  .description(
    "The pipeline against itself without the glance and the reduced decoding: the same decisions, how far encodings move, what it saves. People of the half that the calibration was not fitted on, and the package's group photographs.",
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', 'people with two or more photographs', wholeNumber(2, 1e6), 200)
  .option('--photos <count>', 'of each at most', wholeNumber(2, 1e6), 4)
  .option('--model <name>', '', 'mobilefacenet');
const { people, photos, model } = optionsOf<{ people: number; photos: number; model: string }>(program);
Logger.overrideLogger(['warn', 'error']);

interface Looks {
  served: FacePipeline;
  closer: CloserLook;
}

/** A photograph as the service sees it, and without the short cuts. */
interface Compared {
  person: string;
  served: Seen;
  closer: Seen;
  servedMs: number;
  closerMs: number;
}

runCommand(async () => {
  const folders = readPeople(program.args[0] ?? '', new Set())
    .filter(({ name, photos: own }) => own.length > 1 && !isFittedOn(name))
    .slice(0, people);
  const { settings } = embeddingOptions({ settings: { model } });
  const looks = { served: await FacePipeline.create(settings), closer: await CloserLook.create(settings) };
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: [
      'photographs',
      '',
      'same decision',
      'moved: median, 95 %, most',
      'TAR at 1e-3',
      'at 1e-4',
      'CPU ms',
    ],
  });
  for (const kind of KINDS) {
    tell(kind.name);
    const compared: Compared[] = [];
    for (const { name, photos: own } of folders)
      for (const path of own.slice(0, photos)) {
        const photo = await worsened(looks.served, kind, await readFile(path));
        if (photo) compared.push(await compare(looks, photo, name));
      }
    table.push(rowOf(kind.name, compared));
  }
  const groups: Compared[] = [];
  for (const photo of await readGroups()) groups.push(await compare(looks, photo, ''));
  table.push(rowOf('groups', groups));
  console.log(`${looks.served.model}, ${folders.length} people; the closer look → as it is served`);
  console.log(table.toString());
  await looks.served.dispose();
  await looks.closer.dispose();
});

function named(kinds: readonly Worsening[], name: string): Worsening {
  const kind = kinds.find((each) => each.name === name);
  if (!kind) throw new Error(`Nothing is called "${name}"`);
  return kind;
}

/** @returns null for a photograph in which no face was found to make it worse by */
async function worsened(pipeline: FacePipeline, kind: Worsening, photo: Buffer): Promise<Buffer | null> {
  const { faces } = await pipeline.analyze(photo, 'encode-prominent');
  return faces[0] ? kind.apply(photo, faces[0]) : null;
}

async function compare(looks: Looks, photo: Buffer, person: string): Promise<Compared> {
  const [closer, closerMs] = await timed(() => looks.closer.see(photo));
  const [served, servedMs] = await timed(async () => seenBy(await looks.served.analyze(photo, 'encode')));
  return { person, served, closer, servedMs, closerMs };
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const before = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

function rowOf(name: string, compared: readonly Compared[]): (string | number)[] {
  const same = compared.filter(({ served, closer }) => isSameDecision(served, closer)).length;
  const moved = compared.flatMap(({ served, closer }) =>
    served.subject && closer.subject
      ? [euclideanDistance(direction(served.subject.encoding), direction(closer.subject.encoding))]
      : [],
  );
  const [before, after] = [tarOf(compared, 'closer'), tarOf(compared, 'served')];
  return [
    name,
    compared.length,
    `${same} (${((100 * same) / compared.length).toFixed(2)} %)`,
    moved.length > 0 ? [0.5, 0.95, 1].map((share) => quantile(moved, share).toFixed(3)).join(', ') : '',
    ...before.map((rate, i) => (rate ? `${rate} → ${after[i] ?? ''}` : '')),
    [compared.map(({ closerMs }) => closerMs), compared.map(({ servedMs }) => servedMs)]
      .map((times) => quantile(times, 0.5).toFixed(1))
      .join(' → '),
  ];
}

/** Between directions, all pairs of these photographs, at false match rates of 1e-3 and 1e-4. */
function tarOf(compared: readonly Compared[], look: 'closer' | 'served'): string[] {
  const encoded = compared.flatMap(({ person, [look]: { subject } }) =>
    subject && person ? [{ person, encoding: direction(subject.encoding) }] : [],
  );
  if (encoded.length === 0) return ['', ''];
  const names = [...new Set(encoded.map(({ person }) => person))];
  const rows = Int32Array.from(encoded, ({ person }) => names.indexOf(person));
  const { atFmr } = verificationRates(
    surveyAllPairs(toMatrix(encoded.map(({ encoding }) => encoding)), rows),
  );
  return atFmr.slice(1).map(({ tar }) => (tar === null ? '' : `${(100 * tar).toFixed(1)} %`));
}
