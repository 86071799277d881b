import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { tell } from '../src/cli/program/output.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { AppConfig } from '../src/config/app-config.js';
import { loadEnv } from '../src/config/load-env.js';
import { packageRoot } from '../src/config/package-root.js';
import { isFittedOn } from '../src/evaluation/calibrate/calibrate.js';
import { type PersonFolder, readExclusions, readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { loadNetworks } from '../src/faces/embedding/engines/load-networks.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import { type CoverNetwork, restored } from '../src/faces/embedding/pipeline/quality/covered.js';
import { COVER_WEIGHTS } from '../src/faces/embedding/pipeline/quality/cover-weights.js';
import { MatchLimits } from '../src/faces/recognition/match-limits.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';
import { seededRandom } from '../test/support/people/synthetic-people.js';
import { CoverArtist } from './covered/cover-artist.js';
import { COVERS } from './covered/covers.js';
import { fitNetwork, storedNetwork, weightsModule } from './covered/fit.js';
import { judge, tableOf } from './covered/judged.js';
import { type DrawnSample, samplesOf } from './covered/learnt.js';
import { type PersonSeen, seePerson } from './covered/seen.js';

const WEIGHTS = 'src/faces/embedding/pipeline/quality/cover-weights.ts';
/** Of what is drawn at random to be learnt from, and to be judged by. */
const SEEDS = { learnt: 17, judged: 62 };
/** For each person under covers, others that are learnt from as they are. */
const PLAIN_PEOPLE = 2;
/** Photographs of a person beside the covered one: who could be enrolled, and what ordinary ones say. */
const OTHERS = 3;

const program = new Command('npm run bench:covered --')
  .description(
    'How covered faces are told from free ones, and what covers do to verifications: masks, scarves, sunglasses, frames, hands, hair, hats and ' +
      'phones, drawn onto photographs of people whom nothing was fitted on.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', 'to judge by, with two or more photographs', wholeNumber(2, 1e6), 100)
  .option('--from <count>', 'people who are passed over before those', wholeNumber(0, 1e6), 0)
  .option('--covers <count>', 'drawn onto a photograph of each person', wholeNumber(0, 1_000), 8)
  .option(
    '--fit <count>',
    'fit the network on the other half of the people, so many of them covered, and write its weights',
    wholeNumber(2, 1e6),
  )
  .option('--keep', 'with --fit: leave out the covers that are kept to judge by, and write nothing')
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly')
  .option('--model <name>', 'default: FACE_MODEL');
const options = optionsOf<{
  people: number;
  from: number;
  covers: number;
  fit?: number;
  keep?: boolean;
  exclude?: string;
  model?: string;
}>(program);
Logger.overrideLogger(['warn', 'error']);

runCommand(async () => {
  const excluded = options.exclude === undefined ? new Set<string>() : readExclusions(options.exclude);
  const folders = readPeople(program.args[0] ?? '', excluded);
  const network =
    options.fit === undefined
      ? restored(COVER_WEIGHTS)
      : await fitted(folders, options.fit, options.keep ?? false);
  const judged = folders
    .filter(({ name, photos }) => !isFittedOn(name) && photos.length > 1)
    .slice(options.from, options.from + options.people);
  const { evidence, threshold, maxFpir, maxFmr } = await identificationRules(options.model);
  const limits = new MatchLimits(threshold, maxFpir, maxFmr, 0, 0);
  console.log(tableOf(judge(await seen(judged), { network, evidence, limits })));
});

async function fitted(folders: readonly PersonFolder[], count: number, keep: boolean): Promise<CoverNetwork> {
  const people = folders.filter(({ name }) => isFittedOn(name)).slice(0, PLAIN_PEOPLE * count + count);
  const artist = artistOf(SEEDS.learnt);
  const { settings } = embeddingOptions();
  const model = await loadRecognitionModel(settings.model, settings.modelsPath);
  const { networks } = await loadNetworks(settings, model);
  const samples: DrawnSample[] = [];
  await cleanedUp(
    () => networks.dispose(),
    async () => {
      for (const [i, person] of people.entries())
        samples.push(...(await samplesOf(person, networks, artist, i < count ? options.covers : 0)));
    },
  );
  const learnt = samples.filter(({ held }) => !(keep && held));
  tell(`${learnt.length} samples of ${people.length} people`);
  const stored = storedNetwork(fitNetwork(learnt));
  const { covers, exclude } = options;
  const command = `npm run bench:covered -- LFW --fit ${count} --covers ${covers}${exclude === undefined ? '' : ` --exclude ${exclude}`}`;
  if (!keep) await writeFile(join(packageRoot, WEIGHTS), weightsModule(stored, `Made by \`${command}\`.`));
  return restored(stored);
}

async function seen(folders: readonly PersonFolder[]): Promise<PersonSeen[]> {
  const model = options.model ?? new AppConfig(loadEnv()).env.FACE_MODEL;
  const service = new FaceEmbeddingService(embeddingOptions({ settings: { model } }));
  const artist = artistOf(SEEDS.judged);
  const people: PersonSeen[] = [];
  await cleanedUp(
    () => service.onApplicationShutdown(),
    async () => {
      for (const folder of folders) {
        const person = await seePerson(folder, service, artist, { covers: options.covers, others: OTHERS });
        if (person) people.push(person);
      }
    },
  );
  return people;
}

function artistOf(seed: number): CoverArtist {
  return new CoverArtist(COVERS, seededRandom(seed));
}
