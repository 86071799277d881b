import { euclideanDistance, meanTemplate } from './template.js';

describe('template', () => {
  it('is the mean of the encodings', () => {
    const mean = meanTemplate([Float32Array.of(1, 2), Float32Array.of(3, 6)]);
    expect([...mean]).toEqual([2, 4]);
  });

  it('refuses what has no mean or no distance', () => {
    expect(() => meanTemplate([])).toThrow(RangeError);
    expect(() => meanTemplate([Float32Array.of(1), Float32Array.of(1, 2)])).toThrow(RangeError);
    expect(() => euclideanDistance(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(RangeError);
  });

  it('measures Euclidean distance', () => {
    expect(euclideanDistance(Float32Array.of(0, 3), Float32Array.of(4, 0))).toBe(5);
  });
});
