import fc from 'fast-check';
import { answeredConfidence, posterior } from './confidence.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('posterior', () => {
  it('is even at equal likelihoods and falls with the gallery', () => {
    expect(posterior(0)).toBe(0.5);
    expect(posterior(Math.log(99))).toBeCloseTo(0.99, 12);
    expect(posterior(Math.log(99), [], 99)).toBeCloseTo(0.5, 12);
  });

  it('shares its weight with rivals who are as near', () => {
    expect(posterior(20, [20])).toBeCloseTo(0.5, 6);
    expect(posterior(20, [20, 20])).toBeCloseTo(1 / 3, 6);
  });

  it('stays within 0 and 1 for any evidence', () => {
    expect(posterior(-800)).toBe(0);
    expect(posterior(800, [], 1_000_000)).toBe(1);
  });
});

describe('answeredConfidence', () => {
  it.each([
    [0.927, 0.6, 'signed-in', 0.92],
    [0.927, 0.6, 'anonymous', 0.9],
    [0.29, 0, 'signed-in', 0.29],
    [0.999999, 0.6, 'signed-in', 0.99],
    [0.999999, 0.6, 'anonymous', 0.9],
    [0.68, 0.65, 'anonymous', 0.65],
    [0.607, 0.605, 'signed-in', 0.61],
  ] as const)('answers %d at threshold %d to %s callers as %d', (confidence, threshold, audience, answer) => {
    expect(answeredConfidence(confidence, threshold, audience)).toBe(answer);
  });

  it('never falls below the threshold that was passed and never rises above the step', () => {
    fc.assert(
      fc.property(
        share,
        share,
        fc.constantFrom('signed-in' as const, 'anonymous' as const),
        (a, b, audience) => {
          const [threshold, confidence] = a < b ? [a, b] : [b, a];
          const answer = answeredConfidence(confidence, threshold, audience);
          expect(answer).toBeGreaterThanOrEqual(threshold - 1e-9);
          expect(answer).toBeLessThanOrEqual(Math.max(confidence, threshold + 0.01) + 1e-9);
        },
      ),
    );
  });
});
