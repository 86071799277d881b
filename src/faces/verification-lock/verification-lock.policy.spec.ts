import { describe, expect, it } from '@jest/globals';
import {
  CALLER_CLASSES,
  forgiveByTime,
  identificationPolicy,
  verificationPolicy,
} from './verification-lock.policy.js';

it.each(CALLER_CLASSES)('of %s the lock doubles with every failure from the fifth to an hour', (caller) => {
  const lockAfterS = (failures: number) => verificationPolicy(caller).lockAfterS(failures);
  expect([0, 1, 4].map(lockAfterS)).toEqual([0, 0, 0]);
  expect([5, 6, 7, 8, 9, 10, 11].map(lockAfterS)).toEqual([30, 60, 120, 240, 480, 960, 1920]);
  expect([12, 13, 49].map(lockAfterS)).toEqual([3600, 3600, 3600]);
});

it('only the owner’s own failures are final, at the fiftieth', () => {
  const after = (failures: number) =>
    CALLER_CLASSES.map((caller) => verificationPolicy(caller).lockAfterS(failures));
  expect(after(50)).toEqual([Infinity, 3600, 3600, 3600]);
  expect(after(51)).toEqual([Infinity, 3600, 3600, 3600]);
});

describe('what time forgives', () => {
  it('is nothing of the owner’s failures, who has other ways', () => {
    const counted = { failures: 7, sinceS: 1e9 };
    expect(forgiveByTime(verificationPolicy('self'), counted)).toEqual(counted);
  });

  it.each([
    [0, 7, 0],
    [3_599, 7, 3_599],
    [3_600, 6, 0],
    [7_300, 5, 100],
    [1e9, 0, 0],
    [-5, 7, 0],
  ])('of strangers’ seven after %d s leaves %d, and %d s', (sinceS, left, leftS) => {
    expect(forgiveByTime(verificationPolicy('anonymous'), { failures: 7, sinceS })).toEqual({
      failures: left,
      sinceS: leftS,
    });
  });

  it('does not depend on how often somebody asks', () => {
    let counted = { failures: 7, sinceS: 0 };
    for (let second = 0; second < 7_300; second += 100) {
      counted = forgiveByTime(verificationPolicy('user'), { ...counted, sinceS: counted.sinceS + 100 });
    }
    expect(counted).toEqual({ failures: 5, sinceS: 100 });
  });

  it('of none does not begin before there is one', () => {
    expect(forgiveByTime(verificationPolicy('user'), { failures: 0, sinceS: 3_000 })).toEqual({
      failures: 0,
      sinceS: 0,
    });
  });
});

it('an hour’s failed searches may come at once, each further one waits for its share of an hour', () => {
  const policy = identificationPolicy(60);
  expect([59, 60, 61].map((failures) => policy.lockAfterS(failures))).toEqual([0, 60, 60]);
  expect(forgiveByTime(policy, { failures: 60, sinceS: 61 })).toEqual({ failures: 59, sinceS: 1 });
  expect(forgiveByTime(policy, { failures: 60, sinceS: 3_600 }).failures).toBe(0);
});
