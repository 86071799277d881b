import { duration, wholeNumber } from './arguments.js';

describe('a duration', () => {
  const read = duration(366 * 86_400);

  it.each([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['2h', 7200],
    ['7d', 604_800],
  ])('%s is %i seconds', (text, seconds) => {
    expect(read(text)).toBe(seconds);
  });

  it.each(['0', '-1h', '1y', '1.5h', 'soon', '9999d', ''])('is not "%s"', (text) => {
    expect(() => read(text)).toThrow('at most 366 days');
  });
});

describe('a whole number', () => {
  it('is within its bounds', () => {
    expect([wholeNumber(1, 64)('1'), wholeNumber(1, 64)('64')]).toEqual([1, 64]);
  });

  it.each(['0', '65', '-1', '1.5', '1e1', ' 1', '', 'many'])('is not "%s"', (text) => {
    expect(() => wholeNumber(1, 64)(text)).toThrow('from 1 to 64');
  });
});
