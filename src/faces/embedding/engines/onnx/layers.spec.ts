import { describe, expect, it } from '@jest/globals';
import { outputSide, samePadding } from './layers.js';

describe('samePadding', () => {
  it.each([
    [512, 3, 2, [0, 1]],
    [35, 3, 2, [1, 1]],
    [32, 3, 1, [1, 1]],
    [32, 1, 1, [0, 0]],
    [5, 1, 2, [0, 0]],
    [10, 7, 2, [2, 3]],
  ])('of %i px, kernel %i, stride %i', (side, size, stride, expected) => {
    expect(samePadding(side, size, stride)).toEqual(expected);
  });

  it('always gives ceil(side / stride) outputs', () => {
    for (let side = 1; side <= 40; side++)
      for (const size of [1, 3, 5, 7])
        for (const stride of [1, 2, 3]) {
          const [before, after] = samePadding(side, size, stride);
          expect(outputSide(side, size, stride, before + after)).toBe(Math.ceil(side / stride));
        }
  });
});
