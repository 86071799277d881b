import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { identityOf } from './identities.js';
import { PairsFileError, photosOf, readPairs } from './pairs-file.js';

describe('readPairs', () => {
  const folder = temporaryFolder('pairs-');
  const write = (text: string) => {
    const path = join(folder, 'pairs.csv');
    writeFileSync(path, text);
    return path;
  };

  beforeAll(() => {
    for (const name of ['a.jpg', 'b.jpg', 'c, d.jpg']) writeFileSync(join(folder, name), '');
  });

  it('reads labels and resolves paths against the file', () => {
    const pairs = readPairs(write('label,a,b\r\n1,a.jpg,b.jpg\r\n0,a.jpg,"c, d.jpg"\r\n'));
    expect(pairs).toEqual([
      { same: true, a: join(folder, 'a.jpg'), b: join(folder, 'b.jpg') },
      { same: false, a: join(folder, 'a.jpg'), b: join(folder, 'c, d.jpg') },
    ]);
    expect(photosOf(pairs)).toHaveLength(3);
  });

  it.each([
    ['a wrong label', 'label,a,b\n1,a.jpg,b.jpg\nyes,a.jpg,b.jpg\n', /line 3: expected label/],
    ['missing columns', 'a.jpg,b.jpg\n1,2\n', /line 2: expected label/],
    ['a missing photograph', 'label,a,b\n1,a.jpg,x.jpg\n', /no such photograph: .*x\.jpg/],
    ['no pair at all', 'label,a,b\n', /no pairs/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readPairs(write(text))).toThrow(PairsFileError);
    expect(() => readPairs(write(text))).toThrow(message);
  });
});

describe('identityOf', () => {
  it('is the folder by default', () => {
    expect(identityOf('/photos/Ada Lovelace/1.jpg', null)).toBe('Ada Lovelace');
  });

  it('is the first group of the pattern, and nobody when it does not match', () => {
    expect(identityOf('/photos/0042_left.jpg', /(\d+)_/)).toBe('0042');
    expect(identityOf('/photos/other.jpg', /(\d+)_/)).toBeNull();
  });
});
