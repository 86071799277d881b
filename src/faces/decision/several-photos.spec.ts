import { describe, expect, it } from '@jest/globals';
import { loadFaceApiCalibration } from './calibration.js';
import { DistanceEvidence } from './distance-evidence.js';
import { agreesWithEach, nearCopies, nearCopyDistance, strangersAmong } from './several-photos.js';

const evidence = new DistanceEvidence(loadFaceApiCalibration());
const MAX_FMR = 0.01;

/** A unit vector at this angle: two of them are 2·sin(half the difference) apart. */
const at = (radians: number) => Float32Array.of(Math.cos(radians), Math.sin(radians), 0);

describe('strangersAmong', () => {
  it('finds nobody among photographs of one person, nor in a single one', () => {
    expect(strangersAmong(evidence, [at(0), at(0.2), at(0.3)], MAX_FMR)).toEqual([false, false, false]);
    expect(strangersAmong(evidence, [at(0)], MAX_FMR)).toEqual([false]);
  });

  it('finds the one who is not like the others', () => {
    const encodings = [at(0), at(0.1), at(1.2), at(0.05), at(0.15)];
    expect(strangersAmong(evidence, encodings, MAX_FMR)).toEqual([false, false, true, false, false]);
  });

  it('cannot say which of two that differ is meant', () => {
    expect(strangersAmong(evidence, [at(0), at(1)], MAX_FMR)).toEqual([true, true]);
  });

  it('does not look at lengths', () => {
    const long = at(0.1).map((value) => 30 * value);
    expect(strangersAmong(evidence, [at(0), long], MAX_FMR)).toEqual([false, false]);
  });
});

describe('agreesWithEach', () => {
  it('tells two people apart whom a picture between them joins', () => {
    const limit = evidence.distanceAtFmr(2 * MAX_FMR, 1) ?? NaN;
    const apart = 2 * Math.asin((1.02 * limit) / 2);
    const [one, between, other] = [at(0), at(apart / 2), at(apart)];
    expect(strangersAmong(evidence, [one, between, other], MAX_FMR)).toEqual([false, false, false]);
    expect(agreesWithEach(evidence, other, [one, between], MAX_FMR)).toBe(false);
    expect(agreesWithEach(evidence, between, [one, other], MAX_FMR)).toBe(true);
  });
});

describe('nearCopies', () => {
  const near = nearCopyDistance(evidence) * 0.9;

  it('keeps the first of those that nearly repeat each other', () => {
    expect(nearCopies(evidence, [at(0), at(near), at(-near), at(3 * near)])).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('compares with what is known already', () => {
    expect(nearCopies(evidence, [at(0), at(1)], [at(near)])).toEqual([true, false]);
  });

  it('does not let copies add up to a difference', () => {
    const steps = [0, 1, 2, 3].map((step) => at(step * near));
    expect(nearCopies(evidence, steps)).toEqual([false, true, false, true]);
  });
});
