import { expect, it } from '@jest/globals';
import { decideIdentification } from '../faces/decision/decision.js';
import { DistanceEvidence } from '../faces/decision/distance-evidence.js';
import { loadFaceApiCalibration } from '../faces/decision/calibration.js';
import { thresholdsFor } from './thresholds.js';

const evidence = new DistanceEvidence(loadFaceApiCalibration());
const LIMITS = { maxFpir: 0.01, maxFmr: 0.001 };
/** A confidence that nobody lacks: the limit alone decides. */
const ANY = 0;

it.each([10, 100])('are those that a search among %d people decides by', (users) => {
  const { curves } = thresholdsFor(evidence, LIMITS, users);
  for (const { encodings, searchDistance } of curves) {
    const nameAt = (distance: number) =>
      decideIdentification(evidence, {
        candidates: [{ userId: 'ada', distance, encodings }],
        users,
        threshold: ANY,
        ...LIMITS,
      }).kind;
    expect(searchDistance).not.toBeNull();
    expect(nameAt((searchDistance ?? 0) - 1e-6)).toBe('match');
    expect(nameAt((searchDistance ?? 0) + 1e-3)).toBe('unknown');
  }
});

it('grow stricter with the gallery, until the calibration vouches for none', () => {
  const at = (users: number) => thresholdsFor(evidence, LIMITS, users).searchFmr;
  expect(at(1_000) ?? 0).toBeLessThan(at(10) ?? 0);
  expect(at(1e12)).toBeNull();
});

it('more encodings miss fewer people at the same limit', () => {
  const [one, three] = thresholdsFor(evidence, LIMITS, 100).curves;
  const fnmrAt = (distance: number | null | undefined, encodings: number) =>
    evidence.fnmr(distance ?? 0, encodings);
  expect(fnmrAt(three?.searchDistance, 3)).toBeLessThan(fnmrAt(one?.searchDistance, 1));
});
