import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { encodePeople } from '../src/cli/measurement/encode-people.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { tryMargins } from './identification/margins.js';

const program = new Command('npm run bench:margins --')
  .description(
    'What the two margins of a search are worth, with people whom the calibration was not fitted on: galleries drawn again and ' +
      'again, judged by the service’s margins and by others.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--model <name>', 'default: FACE_MODEL')
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly')
  .option('--enrolled <count>', 'people in each gallery; the rest are strangers', wholeNumber(2, 1e6), 1_000)
  .option('--galleries <count>', 'that are drawn', wholeNumber(2, 10_000), 200)
  .option('--no-cache', 'encode every photograph again');
const options = optionsOf<{
  model?: string;
  exclude?: string;
  enrolled: number;
  galleries: number;
  cache: boolean;
}>(program);
Logger.overrideLogger(['warn', 'error']);

const rules = await identificationRules(options.model);
const { people } = await encodePeople(program.args[0] ?? '', options);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const table = new Table({
  style: { head: [], border: [], compact: true },
  head: [
    ...['between galleries', 'against runner-up', 'FPIR (least – greatest)', 'above MAX_FPIR'],
    ...['deviation (by chance)', 'FNIR', 'named as somebody else'],
  ],
});
for (const result of tryMargins(people, options.enrolled, options.galleries, rules)) {
  const { margins, fpir, above, deviation, byChance, fnir, misnamed } = result;
  table.push([
    ...[margins.gallery, margins.oddsAgainstRunnerUp],
    `${percent(fpir.mean)} (${percent(fpir.low)} – ${percent(fpir.high)})`,
    `${above} of ${options.galleries}`,
    `${percent(deviation)} (${percent(byChance)})`,
    ...[fnir, misnamed].map(String),
  ]);
}
console.log(table.toString());
