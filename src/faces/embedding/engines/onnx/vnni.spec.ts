import { describe, expect, it } from '@jest/globals';
import { listsVnni } from './vnni.js';

describe('listsVnni', () => {
  it.each([
    ['AVX-512 VNNI', 'flags\t\t: fpu avx512f avx512_vnni avx512_bitalg', true],
    ['AVX VNNI', 'flags\t\t: fpu avx2 avx_vnni\nbugs\t\t: spectre_v1', true],
    ['AVX2 only', 'flags\t\t: fpu avx avx2 fma', false],
    ['a longer name that only begins alike', 'flags\t\t: avx_vnni_int8_like', false],
    ['the word in another line', 'model name\t: avx512_vnni\nflags\t\t: fpu', false],
    ['no file', '', false],
  ])('%s', (_case, cpuinfo, expected) => {
    expect(listsVnni(cpuinfo)).toBe(expected);
  });
});
