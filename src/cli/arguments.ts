import { InvalidArgumentError } from 'commander';
import { userIdFault } from '../common/user-id.js';

/** A parser of whole numbers. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
  };
}

const DAY_S = 86_400;
const UNIT_S: Partial<Record<string, number>> = { s: 1, m: 60, h: 3600, d: DAY_S };

/** A parser of durations such as `30s`, `15m`, `1h`, `7d`. @returns seconds */
export function duration(maxS: number): (text: string) => number {
  return (text) => {
    const [, amount, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? [];
    const seconds = Number(amount) * (UNIT_S[unit] ?? NaN);
    if (seconds >= 1 && seconds <= maxS) return seconds;
    throw new InvalidArgumentError(`It takes a duration of at most ${maxS / DAY_S} days, such as 1h.`);
  };
}

/** A parser of user ids. */
export function userId(text: string): string {
  const fault = userIdFault(text);
  if (fault === undefined) return text;
  throw new InvalidArgumentError(`It ${fault}.`);
}
