import { describe, expect, it } from '@jest/globals';
import { instructionsOf } from './processor.js';

describe('instructionsOf', () => {
  it.each([
    [
      'x86',
      'model name\t: AMD EPYC\nflags\t\t: fpu avx2 avx512f\nbugs\t\t: spectre_v1\n',
      'fpu avx2 avx512f',
    ],
    ['ARM', 'processor\t: 0\nFeatures\t: fp asimd sve\nCPU part\t: 0xd40\n', 'fp asimd sve'],
    ['no such line', 'model name\t: flags and more\n', undefined],
    ['no file', '', undefined],
  ])('%s', (_case, cpuinfo, expected) => {
    expect(instructionsOf(cpuinfo)).toBe(expected);
  });
});
