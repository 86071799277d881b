import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { encodePeople } from '../src/cli/measurement/encode-people.js';
import { identificationRules } from '../src/cli/measurement/identification-rules.js';
import { optionsOf } from '../src/cli/program/run-command.js';
import { readGroups } from '../src/evaluation/calibrate/photo-folders.js';
import { makeClaims } from './identification/claims.js';
import { divide, type Trial } from './identification/cohorts.js';
import { searchGallery } from './identification/searches.js';

/** Photographs in a template: the least that can be enrolled, and what the README asks for. */
const TEMPLATE_SIZES = [1, 3];

const program = new Command('npm run bench:identification --')
  .description(
    'Searches and claims by the rules and the calibration of the service, with people whom the calibration was not fitted on: how many ' +
      'strangers are named (FPIR), how many enrolled people are not (FNIR), and who is taken for somebody else.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--model <name>', 'default: FACE_MODEL')
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly')
  .option('--groups <file>', 'CSV with the columns person,group: claims by impostors of the same group')
  .option('--enrolled <count>', 'people who are enrolled; the rest are strangers', wholeNumber(2, 1e6), 1_000)
  .option('--users <count>', 'users of a larger gallery with the same people', wholeNumber(2, 1e6), 10_000)
  .option('--no-cache', 'encode every photograph again');
const options = optionsOf<{
  model?: string;
  exclude?: string;
  groups?: string;
  enrolled: number;
  users: number;
  cache: boolean;
}>(program);
Logger.overrideLogger(['warn', 'error']);

const rules = await identificationRules(options.model);
const { people, model } = await encodePeople(program.args[0] ?? '', options);
const groups = options.groups === undefined ? new Map<string, string>() : readGroups(options.groups);
const trials = TEMPLATE_SIZES.map((size) => divide(people, size, options.enrolled));

const PLAIN = { head: [], border: [], compact: true };
const searches = new Table({
  style: PLAIN,
  head: ['users', 'photos', 'the users', 'FPIR', 'FNIR', 'named as somebody else'],
});
const mistaken: string[] = [];
for (const users of new Set([options.enrolled, options.users])) {
  for (const trial of trials) {
    const { fpir, fnir, misnamed, confusions, filled } = searchGallery(trial, users, rules);
    const who = [
      `${trial.enrolled.length} held out`,
      `${filled.fitted} fitted on`,
      `${filled.synthetic} synthetic`,
    ];
    searches.push([users, trial.size, who.join(', '), ...[fpir, fnir, misnamed].map(String)]);
    mistaken.push(...confusions.map((confusion) => `${users} users, ${trial.size} a template: ${confusion}`));
  }
}
const claims = new Table({ style: PLAIN, head: ['photos', 'claims', 'refused (FNMR) or passed (FMR)'] });
for (const trial of trials) {
  for (const [what, rate] of makeClaims(trial, rules, groups))
    claims.push([trial.size, what, rate.toString()]);
}
console.log(
  [
    `${model}. Its calibration: ${rules.evidence.calibration.provenance}`,
    'People of the half that twoinone calibrate does not fit on:',
    ...trials.map(describe),
    searches.toString(),
    ...mistaken,
    claims.toString(),
  ].join('\n'),
);

function describe({ size, enrolled, strangers }: Trial): string {
  const probed = enrolled.filter(({ probes }) => probes.length > 0);
  const probes = probed.reduce((sum, person) => sum + person.probes.length, 0);
  const full = enrolled.filter(({ template }) => template.length === size).length;
  return `- templates of ${size}: ${enrolled.length} enrolled, ${full} of them with ${size}; ${probes} probes of ${probed.length}; ${strangers.length} strangers`;
}
