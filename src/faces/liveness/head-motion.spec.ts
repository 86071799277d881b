import { describe, expect, it } from '@jest/globals';
import type { Direction } from './challenge.js';
import { chinRatioOf, foreshortening, reachedDirection, speedBetween, turnFrom } from './head-motion.js';

describe('reachedDirection', () => {
  it.each<[number, number, Direction | null]>([
    [25, 0, 'left'],
    [24.9, 0, null],
    [-25, 30, 'right'],
    [0, 12, 'up'],
    [15, 12, 'up'],
    [15.1, 12, null],
    [-15, -12, 'down'],
    [0, -11.9, null],
  ])('of yaw %d°, pitch %d°: %s', (yaw, pitch, direction) => {
    expect(reachedDirection({ yaw, pitch })).toBe(direction);
  });
});

describe('foreshortening', () => {
  const neutral = { yaw: 5, pitch: 0, roll: 0, chinRatio: 1.8 };
  const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

  it('of a rigid head is nothing, whatever its turn', () => {
    for (const yaw of [-40, -20, 0, 20, 40]) {
      const chinRatio = (neutral.chinRatio * cosine(neutral.yaw)) / cosine(yaw);
      expect(foreshortening(neutral, { ...neutral, yaw, chinRatio })).toBeCloseTo(0, 10);
    }
  });

  it('of paper that is bent is what the turn does not explain', () => {
    // Rendered, wrapped by 110°, turned by 45°: the pose reads as -24.6°.
    const turned = { ...neutral, yaw: -24.6, chinRatio: 2.7 };
    expect(foreshortening({ ...neutral, yaw: -2, chinRatio: 1.94 }, turned)).toBeCloseTo(0.236, 2);
  });
});

describe('speedBetween', () => {
  it('is that of the faster axis, in degrees a second', () => {
    expect(speedBetween({ yaw: 0, pitch: 0, atMs: 100 }, { yaw: -10, pitch: 3, atMs: 300 })).toBeCloseTo(50);
    expect(speedBetween({ yaw: 0, pitch: 5, atMs: 0 }, { yaw: 1, pitch: -10, atMs: 100 })).toBeCloseTo(150);
  });
});

describe('turnFrom', () => {
  it('is relative to the neutral', () => {
    expect(turnFrom({ yaw: 5, pitch: 10 }, { yaw: -20, pitch: 22 })).toEqual({ yaw: -25, pitch: 12 });
  });
});

describe('chinRatioOf', () => {
  it('is the way from the eyes to the chin, in distances of the eyes, at any tilt and size', () => {
    const upright = Array.from({ length: 68 }, (_, i) => {
      if (i >= 36 && i < 42) return { x: 100, y: 100 };
      if (i >= 42 && i < 48) return { x: 160, y: 100 };
      return i === 8 ? { x: 130, y: 208 } : { x: 0, y: 0 };
    });
    expect(chinRatioOf(upright)).toBeCloseTo(1.8);
    expect(chinRatioOf(upright.map(({ x, y }) => ({ x: -3 * y, y: 3 * x })))).toBeCloseTo(1.8);
  });
});
