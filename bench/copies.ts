import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import sharp, { type Sharp } from 'sharp';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { inTemporaryFolder } from '../src/cli/program/cleanup.js';
import { encodeForMeasurement } from '../src/cli/measurement/encode-for-measurement.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { nearCopyDistance } from '../src/faces/decision/several-photos.js';
import { direction, euclideanDistance } from '../src/faces/decision/template.js';
import { Rate } from './identity/rates.js';

const FEW = 2;
/** A few people of LFW have a hundred photographs and more: they would be the result. */
const PHOTOS_MAX = 8;
const SHARES = [0, 0.01, 0.05, 0.5, 0.95, 0.99, 1];

type Change = (photo: Sharp, size: { width: number; height: number }) => Sharp;
const shifted =
  (pixels: number): Change =>
  (photo, { width, height }) =>
    photo.extract({ left: pixels, top: pixels, width: width - pixels, height: height - pixels });
/** What makes another file of one photograph, and would make a template no better. */
const CHANGES: Readonly<Record<string, Change>> = {
  'JPEG of quality 60': (photo) => photo.jpeg({ quality: 60 }),
  'JPEG of quality 30': (photo) => photo.jpeg({ quality: 30 }),
  'at 150 %': (photo, { width }) => photo.resize({ width: Math.round(width * 1.5) }),
  'at 80 %': (photo, { width }) => photo.resize({ width: Math.round(width * 0.8) }),
  'darker by a fifth': (photo) => photo.linear(0.8, 0),
  'brighter by a fifth': (photo) => photo.linear(1.2, 0),
  'cut by 1 pixel': shifted(1),
  'cut by 2 pixels': shifted(2),
  'cut by 3 pixels': shifted(3),
};

const program = new Command('npm run bench:copies --')
  .description(
    'How far near copies of a photograph are from it, and different photographs of one person from each other: where the limit between ' +
      'them lies.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', 'people with two photographs and more', wholeNumber(2, 1e6), 200);
const options = optionsOf<{ people: number }>(program);
Logger.overrideLogger(['warn', 'error']);

const { evidence } = await identificationRules(undefined);
const limit = nearCopyDistance(evidence);
const people = spread(
  readPeople(resolve(program.args[0] ?? ''), new Set()).filter(({ photos }) => photos.length >= FEW),
  options.people,
).map(({ photos }) => photos.slice(0, PHOTOS_MAX));
const table = new Table({
  style: { head: [], border: [], compact: true },
  head: ['', 'pairs', ...SHARES.map((share) => `${share * 100} %`), `nearer than ${limit.toFixed(3)}`],
});
await inTemporaryFolder('twoinone-near-copies-', async (folder) => {
  const copies = await written(
    folder,
    people.flatMap(([first = '']) => first),
  );
  const { outcomes } = await encodeForMeasurement([...people.flat(), ...copies.map(({ file }) => file)], {
    cache: false,
  });
  const between = (a: string, b: string): number[] => {
    const [one, other] = [outcomes.get(a), outcomes.get(b)];
    return one && other && 'encoding' in one && 'encoding' in other
      ? [euclideanDistance(direction(one.encoding), direction(other.encoding))]
      : [];
  };
  for (const change of Object.keys(CHANGES)) {
    tell(
      change,
      copies.filter((copy) => copy.change === change).flatMap(({ of, file }) => between(of, file)),
    );
  }
  tell(
    'different photographs of one person',
    people.flatMap((photos) => photos.flatMap((a, i) => photos.slice(i + 1).flatMap((b) => between(a, b)))),
  );
});
console.log(table.toString());

interface Copy {
  change: string;
  of: string;
  file: string;
}

async function written(folder: string, photos: readonly string[]): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const [i, of] of photos.entries()) {
    const { width, height } = await sharp(of).metadata();
    for (const [change, made] of Object.entries(CHANGES)) {
      const file = join(folder, String(i), `${change}.jpg`);
      mkdirSync(join(folder, String(i)), { recursive: true });
      writeFileSync(file, await made(sharp(of).jpeg({ quality: 92 }), { width, height }).toBuffer());
      copies.push({ change, of, file });
    }
  }
  return copies;
}

function tell(what: string, distances: number[]): void {
  const sorted = distances.toSorted((a, b) => a - b);
  const below = new Rate();
  for (const distance of sorted) below.add(distance < limit);
  table.push([
    what,
    sorted.length,
    ...SHARES.map((share) => (sorted[Math.round(share * (sorted.length - 1))] ?? NaN).toFixed(3)),
    String(below),
  ]);
}

/** So many of all, evenly spread over the alphabet. */
function spread<Item>(all: readonly Item[], count: number): Item[] {
  const step = Math.max(1, all.length / count);
  return Array.from({ length: Math.min(count, all.length) }, (_, i) => all[Math.floor(i * step)]).filter(
    (item) => item !== undefined,
  );
}
