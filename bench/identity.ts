import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { AppConfig } from '../src/config/app-config.js';
import { loadEnv } from '../src/config/load-env.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import { evidenceFor } from '../src/faces/recognition/evidence-for-model.js';
import { MatchLimits } from '../src/faces/recognition/match-limits.js';
import { embeddingOptions } from '../test/support/inference/embedding-options.js';
import { measureDuplicates } from './identity/duplicates.js';
import { measureMorphs } from './identity/morphs.js';
import { encodePeople } from './identity/photographs.js';
import type { Rate } from './identity/rates.js';
import { measureReEnrolment } from './identity/re-enrolment.js';

const GALLERIES = [300, 1_000, 10_000];

const program = new Command('npm run bench:identity --')
  .description(
    'How the rules of enrolment fare: honest photographs refused, other people’s taken, duplicates, morphs. Encodings are kept in .cache.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly')
  .option('--people <count>', 'at most', wholeNumber(2, 1e6), 10_000)
  .option('--photographs <count>', 'of each at most', wholeNumber(1, 1e6), 4)
  .option('--morphs <count>', 'of two people each', wholeNumber(0, 1e6), 100)
  .option('--model <name>', 'default: FACE_MODEL');
const options = optionsOf<{
  people: number;
  photographs: number;
  morphs: number;
  model?: string;
  exclude?: string;
}>(program);
Logger.overrideLogger(['warn', 'error']);

runCommand(async () => {
  const { env, modelsPath } = new AppConfig(loadEnv());
  const name = options.model ?? env.FACE_MODEL;
  const model = await loadRecognitionModel(name, modelsPath);
  const evidence = evidenceFor(model, env.CALIBRATION_FILE);
  const limits = new MatchLimits(
    env.FACE_RECOGNITION_THRESHOLD,
    env.MAX_FPIR,
    env.MAX_FMR,
    env.MAX_REENROLMENT_FMR,
    env.MAX_DUPLICATE_FPIR,
  );
  const service = new FaceEmbeddingService(embeddingOptions({ settings: { model: name }, workers: 2 }));
  await cleanedUp(
    () => service.onApplicationShutdown(),
    async () => {
      const people = (await encodePeople(program.args[0] ?? '', service, options)).filter(
        ({ photographs }) => photographs.length > 0,
      );
      const table = new Table({ head: [`${model.version}, ${people.length} people`, ''] });
      const show = (title: string, rates: Record<string, Rate>) => {
        for (const [what, rate] of Object.entries(rates)) table.push([`${title}${what}`, rate.toString()]);
      };
      for (const maxFmr of [0.001, 0.002, 0.005, 0.01, 0.02]) {
        const rules = { maxFmr, maxEncodings: env.MAX_ENCODINGS_PER_USER };
        show(`MAX_REENROLMENT_FMR ${maxFmr}: `, measureReEnrolment(people, evidence, rules));
      }
      for (const users of GALLERIES) {
        show(`${users} enrolled: `, measureDuplicates(people, evidence, users, limits.maxDuplicateFpir));
      }
      show('', await measureMorphs(people, evidence, limits, service, options.morphs));
      console.log(table.toString());
    },
  );
});
