/**
 * `npm run bench:identity -- FOLDER [--people N] [--photographs N] [--morphs N] [--model NAME]`: how the rules of enrolment fare on the
 * people of FOLDER, a folder for each: honest photographs refused, other people's taken, duplicates, morphs. Encodings are kept in .cache.
 */
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { AppConfig } from '../src/config/app-config.js';
import { loadEnv } from '../src/config/load-env.js';
import { FaceEmbeddingService } from '../src/faces/embedding/face-embedding.service.js';
import { loadRecognitionModel } from '../src/faces/embedding/models/load-model.js';
import { evidenceFor } from '../src/faces/recognition/evidence-for-model.js';
import { MatchLimits } from '../src/faces/recognition/match-limits.js';
import { embeddingOptions } from '../test/support/embedding-options.js';
import { measureDuplicates } from './identity/duplicates.js';
import { measureMorphs } from './identity/morphs.js';
import { encodePeople } from './identity/photographs.js';
import type { Rate } from './identity/rates.js';
import { measureReEnrolment } from './identity/re-enrolment.js';

const GALLERIES = [100, 300, 1_000, 3_000];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string', default: '10000' },
    photographs: { type: 'string', default: '4' },
    morphs: { type: 'string', default: '100' },
    model: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Name the folder of the people');
Logger.overrideLogger(['warn', 'error']);

const { env, modelsPath } = new AppConfig(loadEnv());
const name = values.model ?? env.FACE_MODEL;
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
try {
  const people = (
    await encodePeople(folder, service, {
      people: Number(values.people),
      photographs: Number(values.photographs),
    })
  ).filter(({ photographs }) => photographs.length > 0);
  const table = new Table({ head: [`${model.version}, ${people.length} people`, ''] });
  const show = (title: string, rates: Record<string, Rate>) => {
    for (const [what, rate] of Object.entries(rates)) table.push([`${title}${what}`, rate.toString()]);
  };
  for (const maxFmr of [0.001, 0.002, 0.005, 0.01, 0.02]) {
    const rules = { maxFmr, maxEncodings: env.MAX_ENCODINGS_PER_USER };
    show(`MAX_REENROLMENT_FMR ${maxFmr}: `, measureReEnrolment(people, evidence, rules));
  }
  for (const users of GALLERIES.filter((each) => each < people.length)) {
    show(`${users} enrolled: `, measureDuplicates(people, evidence, users, limits.maxDuplicateFpir));
  }
  show('', await measureMorphs(people, evidence, limits, service, Number(values.morphs)));
  console.log(table.toString());
} finally {
  await service.onApplicationShutdown();
}
