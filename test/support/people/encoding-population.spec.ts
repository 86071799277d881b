import { describe, expect, it } from '@jest/globals';
import { euclideanDistance } from '../../../src/faces/decision/template.js';
import { defaultEvidence } from './default-evidence.js';
import { EncodingPopulation } from './encoding-population.js';

const evidence = defaultEvidence();

describe('the synthetic people', () => {
  const population = new EncodingPopulation(evidence, 192, 1);
  const people = Array.from({ length: 1_500 }, () => population.person());
  const [one, other] = [people.map((each) => each.encoding()), people.map((each) => each.encoding())];

  it('are as far apart as the calibration says of real ones', () => {
    const distances: number[] = [];
    one.forEach((a, row) => {
      for (let column = 0; column < row; column += 1)
        distances.push(euclideanDistance(a, other[column] ?? a));
    });
    for (const fmr of [1e-2, 1e-3, 1e-4]) {
      const limit = evidence.distanceAtFmr(fmr, 1) ?? 0;
      const found = distances.filter((distance) => distance <= limit).length / distances.length;
      expect(found / fmr).toBeGreaterThan(0.5);
      expect(found / fmr).toBeLessThan(2);
    }
  });

  it('resemble themselves as much', () => {
    const genuine = one.map((encoding, index) => euclideanDistance(encoding, other[index] ?? encoding));
    const median = genuine.sort((a, b) => a - b)[750] ?? 0;
    expect(evidence.fnmr(median, 1)).toBeCloseTo(0.5, 1);
  });

  it('are the same for the same seed', () => {
    const [a, b] = [1, 1].map(() => new EncodingPopulation(evidence, 192, 5).person().encoding());
    expect(a).toEqual(b);
  });
});
