import { describe, expect, it } from '@jest/globals';
import { parseCalibration } from '../../faces/decision/calibration.js';
import { DistanceEvidence } from '../../faces/decision/distance-evidence.js';
import { xorshift } from '../bootstrap.js';
import { calibrate, type EncodedPerson, isFittedOn } from './calibrate.js';

const DIMENSION = 24;
const random = xorshift(11);
const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const vector = (): number[] => Array.from({ length: DIMENSION }, normal);

/** People whose photographs scatter around a centre; those of the group `alike` share a part of theirs. */
function crowd(count: number, photographs: number): { people: EncodedPerson[]; groups: Map<string, string> } {
  const shared = vector();
  const groups = new Map<string, string>();
  const people = Array.from({ length: count }, (_, index): EncodedPerson => {
    const name = `person-${index}`;
    const isAlike = index % 4 === 0;
    groups.set(name, isAlike ? 'alike' : 'others');
    const centre = vector().map((value, i) => value + (isAlike ? 0.8 * (shared[i] ?? 0) : 0));
    const encodings = Array.from({ length: photographs }, () =>
      Float32Array.from(centre, (value) => value + 0.45 * normal()),
    );
    return { name, encodings };
  });
  return { people, groups };
}

describe('a calibration of one half of the people', () => {
  const { people, groups } = crowd(240, 6);
  const result = calibrate('test/v1', 'synthetic', people, groups, 40);
  const { calibration, held } = result;

  it('is one, for templates of one to five encodings', () => {
    expect(parseCalibration(JSON.stringify(calibration), 'test', 'test/v1')).toEqual(calibration);
    expect(calibration.curves.map(({ encodings }) => encodings)).toEqual([1, 2, 3, 4, 5]);
  });

  it('leaves the other half out, and tells people apart by their names alone', () => {
    expect(result.fitted.people + held.people).toBe(people.length);
    expect(result.fitted.people).toBe(people.filter(({ name }) => isFittedOn(name)).length);
  });

  it('says which points were measured: ten impostors or more, and those beyond from the upper end of the interval', () => {
    for (const { points, impostorPairs } of calibration.curves) {
      for (const { fmr, basis, estimate } of points) {
        expect(basis).toBe(fmr * impostorPairs >= 10 ? 'measured' : 'extrapolated');
        if (basis === 'extrapolated') expect(estimate).toBeLessThanOrEqual(fmr);
      }
      expect(points[0]?.basis).toBe('extrapolated');
    }
  });

  it('holds on the people left out', () => {
    const { fmr = NaN, promised = NaN } =
      held.rates.find((rate) => rate.encodings === 1 && rate.promised >= 9e-4 && rate.promised < 2e-3) ?? {};
    expect(fmr / promised).toBeGreaterThan(0.3);
    expect(fmr / promised).toBeLessThan(3);
  });

  it('needs fewer genuine refusals the more encodings a template has', () => {
    const missed = calibration.curves.map(
      ({ points }) => points.findLast(({ fmr }) => fmr <= 1e-3)?.fnmr ?? NaN,
    );
    expect(missed[2]).toBeLessThan(missed[0] ?? NaN);
  });

  it('knows the worst group, and the decision goes by it', () => {
    const alike = calibration.fairness?.groups.find(({ group }) => group === 'alike');
    expect(alike?.fmr).toBeGreaterThan(3 * (calibration.fairness?.level ?? NaN));
    expect(new DistanceEvidence(calibration).worstGroup.claims).toBeGreaterThan(3);
    const plain = calibrate('test/v1', 'synthetic', people, new Map(), 40).calibration;
    expect(new DistanceEvidence(plain).worstGroup).toEqual({ claims: 1, searches: 1, fairFmr: 1 });
  });

  it('is the same whenever it is made', () => {
    expect(calibrate('test/v1', 'synthetic', people, groups, 40).calibration).toEqual(calibration);
  });
});
