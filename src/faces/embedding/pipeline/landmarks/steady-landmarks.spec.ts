import { describe, expect, it } from '@jest/globals';
import { LANDMARK_COUNT } from './locate-landmarks.js';
import { apply, compose } from '../sampling/similarity.js';
import { MIRRORED } from './steady-landmarks.js';

describe('MIRRORED', () => {
  it('is its own inverse over the 68 landmarks', () => {
    expect(MIRRORED).toHaveLength(LANDMARK_COUNT);
    MIRRORED.forEach((opposite, landmark) => expect(MIRRORED[opposite]).toBe(landmark));
  });

  it.each([
    ['ends of the jaw', 0, 16],
    ['chin', 8, 8],
    ['outer ends of the eyebrows', 17, 26],
    ['tip of the nose', 30, 30],
    ['wings of the nose', 31, 35],
    ['outer corners of the eyes', 36, 45],
    ['upper lids', 37, 44],
    ['lower lids', 41, 46],
    ['corners of the mouth', 48, 54],
    ['middle of the lower lip', 57, 57],
    ['inner corners of the mouth', 60, 64],
    ['inner lower lip', 65, 67],
  ])('%s', (_, right, left) => {
    expect(MIRRORED[right]).toBe(left);
  });
});

describe('compose', () => {
  it('does one after the other', () => {
    const first = { a: 2, b: 1, tx: 5, ty: -3 };
    const second = { a: 0.5, b: -0.7, tx: 1, ty: 8 };
    const point = { x: 3, y: 4 };
    const expected = apply(second, apply(first, point));
    const found = apply(compose(first, second), point);
    expect(found.x).toBeCloseTo(expected.x, 10);
    expect(found.y).toBeCloseTo(expected.y, 10);
  });
});
