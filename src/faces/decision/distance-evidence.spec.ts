import fc from 'fast-check';
import { loadFaceApiCalibration } from './calibration.js';
import { DistanceEvidence } from './distance-evidence.js';

const evidence = new DistanceEvidence(loadFaceApiCalibration());
const distance = fc.double({ min: 0, max: 2, noNaN: true });
const encodings = fc.integer({ min: 1, max: 100 });

describe('DistanceEvidence', () => {
  it('reproduces every measured point', () => {
    for (const { encodings: count, points } of evidence.calibration.curves) {
      for (const point of points) {
        expect(evidence.fmr(point.distance, count)).toBeCloseTo(point.fmr, 9);
        expect(evidence.fnmr(point.distance, count)).toBeCloseTo(point.fnmr, 9);
      }
    }
  });

  it('is monotone: a greater distance never makes the same person likelier', () => {
    fc.assert(
      fc.property(distance, distance, encodings, (a, b, count) => {
        const [near, far] = a < b ? [a, b] : [b, a];
        expect(evidence.fmr(near, count)).toBeLessThanOrEqual(evidence.fmr(far, count));
        expect(evidence.logLikelihoodRatio(near, count)).toBeGreaterThanOrEqual(
          evidence.logLikelihoodRatio(far, count),
        );
      }),
    );
  });

  it('demands a smaller distance of a template of more encodings', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (count) => {
        const fewer = evidence.distanceAtFmr(1e-4, count);
        const more = evidence.distanceAtFmr(1e-4, count + 1);
        expect(more).toBeLessThanOrEqual(fewer ?? Number.NaN);
      }),
    );
  });

  it('inverts: the distance for an FMR has that FMR', () => {
    fc.assert(
      fc.property(fc.double({ min: -14, max: -6, noNaN: true }), encodings, (logFmr, count) => {
        const found = evidence.distanceAtFmr(Math.exp(logFmr), count);
        expect(Math.log(evidence.fmr(found ?? Number.NaN, count))).toBeCloseTo(logFmr, 6);
      }),
    );
  });

  it('claims nothing that its impostor comparisons cannot support', () => {
    expect(evidence.distanceAtFmr(evidence.leastFmr / 2, 1)).toBeNull();
    expect(evidence.fmr(0, 1)).toBeGreaterThanOrEqual(evidence.leastFmr);
    expect(evidence.fmr(2, 1)).toBe(1);
  });
});
