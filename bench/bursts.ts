import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { encodeForMeasurement } from '../src/cli/measurement/encode-for-measurement.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { loadEnv } from '../src/config/load-env.js';
import { type EncodedPerson, isFittedOn } from '../src/evaluation/calibrate/calibrate.js';
import { readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { nearCopies, strangersAmong } from '../src/faces/decision/several-photos.js';
import { direction, euclideanDistance, meanTemplate } from '../src/faces/decision/template.js';
import { bothWays, burstPeople } from './bursts/burst-trials.js';
import { searchGallery } from './identification/searches.js';
import type { EnrolledPerson } from './identification/cohorts.js';
import { Rate } from './identity/rates.js';

const BURSTS = [1, 2, 3, 5];
const LONGEST = 5;
const TEMPLATE_SIZES = [1, 3];
/** The operating point that verifications are compared at. */
const FMR = 1e-4;
/** Photographs of one person that are encoded: more would be a few people’s. */
const PHOTOS_MAX = 23;

const program = new Command('npm run bench:bursts --')
  .description(
    'What several photographs in one verification, or in one enrolment, gain: by people with many photographs, with the rules and the ' +
      'calibration of the service. Their photographs are of different days, so that a burst of one moment gains less.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--users <count>', 'users of the gallery that is searched', wholeNumber(2, 1e6), 1_000)
  .option('--no-cache', 'encode every photograph again');
const options = optionsOf<{ users: number; cache: boolean }>(program);
Logger.overrideLogger(['warn', 'error']);

const rules = await identificationRules(undefined);
const { MAX_REENROLMENT_FMR: maxReenrolmentFmr } = loadEnv();
const people = await encodedPeople(program.args[0] ?? '');
const fittedOn: EnrolledPerson[] = people
  .filter(({ name }) => isFittedOn(name))
  .map(({ name, encodings }) => ({
    name,
    template: encodings.slice(0, 1).map((encoding) => direction(encoding)),
    probes: [],
  }));
const table = new Table({
  style: { head: [], border: [], compact: true },
  head: ['enrolled', 'burst', 'people', `FNMR at ${FMR}`, 'FMR there', 'FNIR', 'FPIR', 'taken for several'],
});
for (const size of TEMPLATE_SIZES) {
  for (const burst of BURSTS) {
    const tried = burstPeople(people, size, burst, LONGEST);
    const { own, others } = claims(tried, size);
    const { fnir, fpir } = searches(tried, size);
    table.push([size, burst, tried.length, ...[own, others, fnir, fpir, torn(burst)].map(String)]);
  }
}
console.log(table.toString());
console.log(
  `Photographs of one person, of different days, that are near copies of each other: ${String(copies())}`,
);

/** Those with photographs enough for one template of one and the longest burst. */
async function encodedPeople(folder: string): Promise<EncodedPerson[]> {
  const folders = readPeople(resolve(folder), new Set()).filter(({ photos }) => photos.length > LONGEST);
  const photos = folders.flatMap((person) => person.photos.slice(0, PHOTOS_MAX));
  const { outcomes } = await encodeForMeasurement(photos, options);
  return folders.map(({ name, photos: own }) => ({
    name,
    encodings: own.flatMap((photo) => {
      const outcome = outcomes.get(photo);
      return outcome && 'encoding' in outcome && !outcome.ambiguous ? [outcome.encoding] : [];
    }),
  }));
}

/** Every probe against its own person's template and everybody else's. */
function claims(tried: readonly EnrolledPerson[], size: number) {
  const limit = rules.evidence.distanceAtFmr(FMR, size) ?? 0;
  const [own, others] = [new Rate(), new Rate()];
  for (const { name, template } of tried) {
    const mean = meanTemplate(template);
    for (const prober of tried) {
      for (const probe of prober.probes) {
        const passes = euclideanDistance(probe, mean) <= limit;
        if (prober.name === name) own.add(!passes);
        else others.add(passes);
      }
    }
  }
  return { own, others };
}

function searches(tried: readonly EnrolledPerson[], size: number) {
  const trials = bothWays(tried, size, fittedOn);
  const results = trials.map((trial) => searchGallery(trial, options.users, rules));
  return {
    fnir: Rate.sum(results.map((result) => result.fnir)),
    fpir: Rate.sum(results.map((result) => result.fpir)),
  };
}

/** Bursts of one person that are refused as photographs of several. */
function torn(burst: number): Rate {
  const rate = new Rate();
  for (const { encodings } of people) {
    for (let from = 0; from + burst <= encodings.length; from += burst) {
      const group = encodings.slice(from, from + burst);
      rate.add(strangersAmong(rules.evidence, group, maxReenrolmentFmr).includes(true));
    }
  }
  return rate;
}

function copies(): Rate {
  const rate = new Rate();
  for (const { encodings } of people) {
    encodings.forEach((encoding, i) => {
      for (const other of encodings.slice(i + 1)) {
        rate.add(nearCopies(rules.evidence, [encoding, other]).includes(true));
      }
    });
  }
  return rate;
}
