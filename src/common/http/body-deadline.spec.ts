import { describe, expect, it } from '@jest/globals';
import { BODY_BOUNDS, BodyDeadline } from './body-deadline.js';

/** @returns the second in which a body that comes so is given up; undefined when it never is within five minutes */
function givenUpAfterS(bytesBy: (second: number) => number): number | undefined {
  const deadline = new BodyDeadline(BODY_BOUNDS, 5_000);
  for (let second = 1; second <= 300; second++) {
    if (deadline.missed(5_000 + second * 1_000, bytesBy(second)) !== undefined) return second;
  }
  return undefined;
}

describe('BodyDeadline', () => {
  it.each([
    ['nothing', 30, () => 0],
    ['a byte a second', 31, (second: number) => second],
    ['1 kB/s', 34, (second: number) => 1_000 * second],
    ['5 kB/s', 60, (second: number) => 5_000 * second],
    ['9.9 kB/s', 120, (second: number) => 9_900 * second],
    ['10 kB/s', 120, (second: number) => 10_000 * second],
    ['100 kB/s that never end', 120, (second: number) => 100_000 * second],
    ['1 MB at once, then nothing', 31, () => 1_000_000],
    ['50 kB each five seconds', 120, (second: number) => 50_000 * Math.floor(second / 5)],
  ])('%s: given up after %s s', (_what, afterS, bytesBy) => {
    expect(givenUpAfterS(bytesBy)).toBe(afterS);
  });

  it('says what came', () => {
    const deadline = new BodyDeadline(BODY_BOUNDS, 0);
    expect(deadline.missed(30_000, 0)).toBe('0 bytes of the body in 30 s');
  });
});
