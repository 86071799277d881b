import { describe, expect, it } from '@jest/globals';
import { ServiceTime } from './service-time.js';

describe('ServiceTime', () => {
  it('approaches what is measured', () => {
    const time = new ServiceTime(200);
    for (let photo = 0; photo < 100; photo++) time.observe(80);
    expect(time.averageMs).toBeCloseTo(80, 0);
  });

  it('tells when the line will have been worked off, in whole seconds', () => {
    const time = new ServiceTime(500);
    expect(time.retryAfterS(32, 2)).toBe(8);
    expect(time.retryAfterS(33, 2)).toBe(9);
  });

  it('tells how many places a wait is worth, one at least', () => {
    const time = new ServiceTime(500);
    expect(time.placesWithin(4000, 2)).toBe(16);
    expect(time.placesWithin(4000, 0)).toBe(8);
    expect(time.placesWithin(100, 1)).toBe(1);
  });

  it('stays between a second and a minute, also without workers', () => {
    const time = new ServiceTime(500);
    expect(time.retryAfterS(0, 2)).toBe(1);
    expect(time.retryAfterS(10, 0)).toBe(5);
    expect(time.retryAfterS(10_000, 1)).toBe(60);
  });
});
