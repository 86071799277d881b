import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { ownIdFault } from '../../common/user-id.js';
import { durationSeconds } from '../../config/duration.js';

/** A parser of whole numbers. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };
}

const DAY_S = 86_400;

/** A parser of durations such as `30s`, `15m`, `1h`, `7d`. @returns seconds */
export function duration(maxS: number): (text: string) => number {
  return (text) => {
    const seconds = durationSeconds(text);
    if (seconds !== undefined && seconds <= maxS) return seconds;
    throw new InvalidArgumentError(`It takes a duration of at most ${maxS / DAY_S} days, such as 1h.`);
  };
}

/** A parser of files to write, so that nothing is done first that could not be kept. */
export function outputFile(path: string): string {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new InvalidArgumentError(`There is no folder ${folder}.`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new InvalidArgumentError('It is a folder, not a file.');
  return path;
}

/** A parser of user ids. */
export function userId(text: string): string {
  const fault = ownIdFault(text);
  if (fault === undefined) return text;
  throw new InvalidArgumentError(`It ${fault}.`);
}
