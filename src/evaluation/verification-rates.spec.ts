import { describe, expect, it } from '@jest/globals';
import { ScoreDistribution } from './score-distribution.js';
import { operatingPoint, verificationRates } from './verification-rates.js';

function distribution(distances: number[]): ScoreDistribution {
  const result = new ScoreDistribution(2);
  for (const distance of distances) result.add(distance);
  return result;
}

/** 1,000 impostors at 0.5, 0.501, …; 100 genuine pairs at 0.2, 0.205, … */
const comparisons = {
  genuine: distribution(Array.from({ length: 100 }, (_, i) => 0.2 + i * 0.005)),
  impostor: distribution(Array.from({ length: 1000 }, (_, i) => 0.5 + i * 0.001)),
};

describe('verificationRates', () => {
  it('finds the distance and true accept rate of a false match rate', () => {
    const [percent, thousandth, tenThousandth] = verificationRates(comparisons).atFmr;
    // Ten impostors lie at or below 0.509: the 63rd genuine pair is at 0.51.
    expect(percent?.distance).toBeCloseTo(0.51, 3);
    expect(percent?.tar).toBeCloseTo(0.62, 2);
    expect(thousandth?.distance).toBeCloseTo(0.501, 3);
    expect(tenThousandth).toEqual({ fmr: 1e-4, tar: null, distance: null });
  });

  it('finds where both errors are equal', () => {
    const { eer } = verificationRates(comparisons);
    // FMR = (d − 0.5), FNMR = (0.7 − d)·2: equal at 0.6333.
    expect(eer.distance).toBeCloseTo(0.633, 2);
    expect(Math.abs(eer.fmr - eer.fnmr)).toBeLessThan(0.02);
  });

  it('counts how often a genuine pair is closer than an impostor pair', () => {
    const genuine = Array.from({ length: 100 }, (_, i) => 0.2 + i * 0.005);
    const impostor = Array.from({ length: 1000 }, (_, i) => 0.5 + i * 0.001);
    const closer = genuine.flatMap((g) => impostor.filter((d) => g < d)).length / 100_000;
    expect(verificationRates(comparisons).auc).toBeCloseTo(closer, 3);
  });

  it('states both errors of a threshold', () => {
    const point = operatingPoint(comparisons, 0.6);
    expect(point.fmr).toBeCloseTo(0.1, 2);
    expect(point.fnmr).toBeCloseTo(0.19, 1);
  });
});
