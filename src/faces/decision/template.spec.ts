import { describe, expect, it } from '@jest/globals';
import { direction, euclideanDistance, meanTemplate } from './template.js';

describe('direction', () => {
  it('keeps where an encoding points and drops its length', () => {
    expect([...direction(Float32Array.of(3, 0, 4))]).toEqual([...Float32Array.of(0.6, 0, 0.8)]);
    expect(direction(Float32Array.of(6, 0, 8))).toEqual(direction(Float32Array.of(3, 0, 4)));
  });

  it.each([[[0, 0]], [[NaN, 1]], [[Infinity, 1]]])('refuses %p', (numbers) => {
    expect(() => direction(Float32Array.from(numbers))).toThrow(RangeError);
  });
});

describe('template', () => {
  it("is the mean of the encodings' directions, however long they are", () => {
    const mean = meanTemplate([Float32Array.of(0, 2), Float32Array.of(0.5, 0)]);
    expect([...mean]).toEqual([0.5, 0.5]);
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
