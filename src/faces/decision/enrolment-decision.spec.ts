import { describe, expect, it } from '@jest/globals';
import { loadFaceApiCalibration } from './calibration.js';
import { fmrForFpir } from './decision.js';
import { DistanceEvidence } from './distance-evidence.js';
import { isDuplicate, isOwnPhoto } from './enrolment-decision.js';

const evidence = new DistanceEvidence(loadFaceApiCalibration());
const at = (fmr: number, encodings = 1) => evidence.distanceAtFmr(fmr, encodings) ?? Number.NaN;

describe('a photo that is to join a person’s', () => {
  const joins = (distance: number, encodings = 1) =>
    isOwnPhoto(evidence, { distance, encodings, maxFmr: 0.01 });

  it.each([1, 2, 5])('is judged by the false match rate of a template of %d', (encodings) => {
    expect(joins(at(0.009, encodings), encodings)).toBe(true);
    expect(joins(at(0.012, encodings), encodings)).toBe(false);
  });

  it('that is nowhere does not', () => {
    expect(joins(Number.NaN)).toBe(false);
    expect(joins(Infinity)).toBe(false);
  });
});

describe('a face that may be enrolled already', () => {
  const MAX_FPIR = 0.001;
  const found = (distance: number, users: number, encodings = 1) =>
    isDuplicate(evidence, { candidates: [{ userId: 'a', distance, encodings }], users, maxFpir: MAX_FPIR });
  const limitAmong = (users: number) => {
    let distance = 0.6;
    while (!found(distance, users)) distance -= 0.0005;
    return distance;
  };

  it('counts as one when so many comparisons rarely go wrong by so much', () => {
    const fmr = fmrForFpir(MAX_FPIR, 100) / 1.5;
    expect(found(at(fmr * 0.98), 100)).toBe(true);
    expect(found(at(fmr * 1.02), 100)).toBe(false);
  });

  it('is held to ever nearer distances in larger galleries, also where nothing was measured', () => {
    const limits = [10, 100, 1_000, 10_000, 1_000_000].map(limitAmong);
    expect(limits).toEqual([...limits].sort((a, b) => b - a));
    expect(new Set(limits).size).toBe(limits.length);
    expect(limits.at(-1)).toBeGreaterThan(0.05);
    expect(found(0, 1_000_000)).toBe(true);
  });

  it('is nobody’s in an empty gallery, nor at no distance', () => {
    expect(isDuplicate(evidence, { candidates: [], users: 0, maxFpir: MAX_FPIR })).toBe(false);
    expect(found(Number.NaN, 10)).toBe(false);
  });

  it('is found wherever it stands among the candidates', () => {
    const candidates = [
      { userId: 'far', distance: 0.6, encodings: 1 },
      { userId: 'near', distance: 0.1, encodings: 1 },
    ];
    expect(isDuplicate(evidence, { candidates, users: 2, maxFpir: MAX_FPIR })).toBe(true);
  });
});
