import { ownIdFault, userIdFault } from './user-id.js';

describe('userIdFault', () => {
  it.each([
    ['a', undefined],
    [' a', undefined],
    ['Zoë Müller 張 👩‍🚀', undefined],
    ['😀'.repeat(255), undefined],
    ['😀'.repeat(256), 'is too long'],
    ['e\u0301'.repeat(127), undefined],
    ['e\u0301'.repeat(128), 'is too long'],
    ['a\ufe0f'.repeat(200), 'is too long'],
    ['', 'is empty'],
    [' \u00a0\u2003', 'is empty'],
    ['a\u2028b', 'has control characters'],
    ['a\u2029b', 'has control characters'],
    ['a\u0000', 'has control characters'],
    ['a\u0085', 'has control characters'],
    ['a\ud800', 'has control characters'],
    ['\u202eada', 'has control characters'],
    ['a\u2066b\u2069', 'has control characters'],
    ['\u2060', 'is empty'],
    ['\u3164 \u200d', 'is empty'],
    ['.', 'is reserved'],
    ['..', 'is reserved'],
    ['...', undefined],
    ['me', undefined],
    [1, 'is not a string'],
    [['a'], 'is not a string'],
    [null, 'is not a string'],
    [undefined, 'is not a string'],
  ])('%j: %s', (value, fault) => {
    expect(userIdFault(value)).toBe(fault);
  });

  it('nobody is called what everybody calls themselves', () => {
    expect([ownIdFault('me'), ownIdFault('ME'), ownIdFault('..')]).toEqual([
      'is reserved',
      undefined,
      'is reserved',
    ]);
  });

  it('megabytes are too long', () => {
    expect(userIdFault('a'.repeat(10_000_000))).toBe('is too long');
  });
});
