import { Logger } from '@nestjs/common';
import Table from 'cli-table3';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { readExclusions, readPeople } from '../src/evaluation/calibrate/photo-folders.js';
import { PrivatePostgres, whyNoPostgres } from '../test/support/servers/private-postgres.js';
import { encodeAsPython, storeAsPython, type TakenOver } from './takeover/python-database.js';
import { takeOver } from './takeover/take-over.js';

const program = new Command('npm run bench:takeover --')
  .description(
    'A database of the Python service with people of a folder: whether all are recognised as before on the first day, how many are ' +
      'renewed by one verification each, and whether the earlier network has gone after the last. Exit code 1 when one does not hold.',
  )
  .argument('<folder>', 'one folder a person')
  .option('--people <count>', 'with two photographs at least', wholeNumber(2, 100_000), 500)
  .option('--exclude <file>', 'CSV with the columns photo,reason: photographs that are labelled wrongly');
const options = optionsOf<{ people: number; exclude?: string }>(program);
Logger.overrideLogger(['warn', 'error']);

/** Share of the people whom one verification renews, at least. */
const RENEWED_MIN = 0.9;

async function main(): Promise<boolean> {
  const missing = whyNoPostgres();
  if (missing !== null) throw new Error(missing);
  const excluded = options.exclude === undefined ? new Set<string>() : readExclusions(options.exclude);
  const folders = readPeople(program.args[0] ?? '', excluded).filter(({ photos }) => photos.length > 1);
  const people = await encodeAsPython(folders, options.people);
  const postgres = await PrivatePostgres.start({ fsync: false });
  return cleanedUp(
    () => postgres.stop(),
    () => measure(postgres, people),
  );
}

async function measure(postgres: PrivatePostgres, people: readonly TakenOver[]): Promise<boolean> {
  await storeAsPython(postgres.url, people);
  const result = await takeOver(postgres.url, people);
  const { python, before, claims, searches, alike, atFirst, renewed, left, encodesTwice } = result;
  const table = new Table({ style: { head: [], border: [], compact: true } });
  table.push(
    ['people; rows', `${people.length}; ${people.reduce((sum, { rows }) => sum + rows.length, 0)}`],
    ['on the first day enrolled; needing a photo', `${atFirst.enrolled}; ${atFirst.needingPhoto}`],
    ['own claims accepted by the Python service (distance 0.6)', python.toString()],
    ['by the earlier network alone', before.toString()],
    ['on the first day', claims.toString()],
    ['named in a search on the first day', searches.toString()],
    ['both answers those of the earlier network alone', alike.toString()],
    ['renewed by one verification each', renewed.toString()],
    ['left when the others were enrolled again', left],
    ['a photograph is then encoded by', encodesTwice ? 'both networks' : 'the new network alone'],
  );
  console.log(table.toString());
  return alike.share === 1 && renewed.share >= RENEWED_MIN && left === 0 && !encodesTwice;
}

runCommand(main);
