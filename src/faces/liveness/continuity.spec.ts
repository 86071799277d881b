import { expect, it } from '@jest/globals';
import { loadRecognitionModel } from '../embedding/models/load-model.js';
import { evidenceFor } from '../recognition/evidence-for-model.js';
import { ContinuityLimit, distanceToNeutral } from './continuity.js';

/** `twoinone evaluate liveness` prints the limit, and how far people's own frames are from it. */
it.each([
  ['mobilefacenet', 1.152, 0.015],
  ['face-api', 0.433, 0.015],
])(
  'the limit of %s is %d: it takes a share of %d of strangers for the same person',
  async (name, distance, fmr) => {
    const evidence = evidenceFor(await loadRecognitionModel(name, '/nowhere'), undefined);
    const limit = new ContinuityLimit(evidence);
    expect(limit.distance).toBeCloseTo(distance, 2);
    expect(evidence.fmr(limit.distance, 1)).toBeCloseTo(fmr, 3);
  },
);

it('distances are to the direction of the mean of the straight frames', () => {
  const neutral = [
    [1, 0],
    [0, 1],
  ];
  expect(distanceToNeutral(neutral, [Math.SQRT1_2, Math.SQRT1_2])).toBeCloseTo(0, 6);
  expect(distanceToNeutral(neutral, [-Math.SQRT1_2, -Math.SQRT1_2])).toBeCloseTo(2, 6);
});
