import { describe, expect, it } from '@jest/globals';
import { durationSeconds, durationText } from './duration.js';

describe('durations', () => {
  it.each([
    ['1s', 1],
    ['90s', 90],
    ['15m', 900],
    ['12h', 43_200],
    ['1d', 86_400],
    ['36h', 129_600],
    ['7d', 604_800],
  ])('%s are %d seconds, and the other way round', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
    expect(durationText(seconds)).toBe(text);
  });

  it.each(['', '0', '0h', '1y', '-1s', '1.5h', '24 h', '9999999999'])('%j is none', (text) => {
    expect(durationSeconds(text)).toBeUndefined();
  });
});
