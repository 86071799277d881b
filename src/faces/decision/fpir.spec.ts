import { expect, it } from '@jest/globals';
import { fmrForFpir } from './decision.js';
import { fpirOf } from './fpir.js';

it.each([1, 10, 10_000, 1_000_000])(
  'is what the limit of decisions was made from, among %d people',
  (users) => {
    for (const fpir of [1e-4, 0.01, 0.5])
      expect(fpirOf(fmrForFpir(fpir, users), users)).toBeCloseTo(fpir, 12);
  },
);

it('of one comparison is its false match rate, of an impossible one nothing', () => {
  expect(fpirOf(0.001, 1)).toBeCloseTo(0.001, 15);
  expect(fpirOf(0, 1_000_000)).toBe(0);
});
