import { writeSync } from 'node:fs';
import { reasonOf } from '../../../src/common/reason-of.js';
import { someEncoding, TestDatabase } from './test-database.js';

/**
 * A process to be killed: enrols one new user after the other and prints each id once the enrolment is acknowledged.
 * Arguments: where the database is, prefix of the ids.
 */
const [place, prefix] = process.argv.slice(2);
if (place === undefined || prefix === undefined) throw new Error('usage: enrolling-process PLACE PREFIX');

const say = (line: string): number => writeSync(1, `${line}\n`);
try {
  const { repository } = await TestDatabase.open(place);
  say('ready');
  for (let index = 0; ; index++) {
    const userId = `${prefix}-${index}`;
    await repository.enroll(userId, [{ encoding: someEncoding(index) }], 'test', 5);
    say(userId);
  }
} catch (error) {
  say(reasonOf(error));
  process.exit(1);
}
