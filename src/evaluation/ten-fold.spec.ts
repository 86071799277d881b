import { describe, expect, it } from '@jest/globals';
import { type ScoredPair, tenFoldAccuracy } from './ten-fold.js';

const pairs = (same: boolean, distances: (number | null)[]): ScoredPair[] =>
  distances.map((distance) => ({ same, distance }));
const spread = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i / 1000);

describe('tenFoldAccuracy', () => {
  it('is 1 when one threshold separates all folds', () => {
    const result = tenFoldAccuracy([...pairs(true, spread(0.3, 50)), ...pairs(false, spread(0.8, 50))]);
    expect(result.accuracy).toBe(1);
    for (const threshold of result.thresholds) {
      expect(threshold).toBeGreaterThan(0.34);
      expect(threshold).toBeLessThan(0.801);
    }
  });

  it('counts a pair without a distance as wrong, genuine or not', () => {
    const genuine = pairs(true, [...spread(0.3, 48), null, null]);
    const impostor = pairs(false, [...spread(0.8, 49), null]);
    expect(tenFoldAccuracy([...genuine, ...impostor]).accuracy).toBeCloseTo(0.97, 10);
  });

  it('judges each fold by a threshold that did not see it', () => {
    // The only genuine pair far away would pull the threshold up if it could vote on itself.
    const genuine = pairs(true, [0.7, ...spread(0.3, 9)]);
    const impostor = pairs(false, spread(0.6, 10));
    expect(tenFoldAccuracy([...genuine, ...impostor]).accuracy).toBeLessThan(1);
  });
});
