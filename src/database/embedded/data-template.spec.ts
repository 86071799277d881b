import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { prepareDataDirectory } from './data-template.js';

describe('the data directory of the embedded database', () => {
  const folder = temporaryFolder('data-template-');
  let made = 0;
  const initialise = async (target: string): Promise<void> => {
    made += 1;
    await mkdir(target, { recursive: true });
    writeFileSync(join(target, 'PG_VERSION'), `${made}`);
  };
  const versionIn = (name: string): string => readFileSync(join(folder, name, 'PG_VERSION'), 'utf8');

  it('is a copy of what was made once', async () => {
    const templates = join(folder, 'cache');
    for (const name of ['a', 'b']) await prepareDataDirectory(join(folder, name), templates, '1', initialise);
    expect([made, versionIn('a'), versionIn('b')]).toEqual([1, '1', '1']);
  });

  it('is made in its place where nothing can be kept', async () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    await prepareDataDirectory(join(folder, 'c'), join(file, 'cache'), '1', initialise);
    expect([made, versionIn('c')]).toEqual([2, '2']);
  });
});
