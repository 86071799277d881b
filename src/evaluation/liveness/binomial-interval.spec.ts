import { expect, it } from '@jest/globals';
import { rateOf } from './binomial-interval.js';

/** By mpmath's regularised incomplete beta function. */
it.each([
  [0, 118, 0, 0.03078],
  [8, 48, 0.07481, 0.30222],
  [1, 1000, 0.00002532, 0.005559],
  [3, 4, 0.19412, 0.99369],
  [5, 5, 0.47818, 1],
])('%i of %i lie between %d and %d', (count, of, low, high) => {
  expect(rateOf(count, of)).toEqual({
    count,
    of,
    share: count / of,
    low: expect.closeTo(low, 5),
    high: expect.closeTo(high, 5),
  });
});

it('of none nothing is known', () => {
  expect(rateOf(0, 0)).toEqual({ count: 0, of: 0, share: null, low: 0, high: 1 });
});
