import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cachedGraph } from './graph-cache.js';

describe('cachedGraph', () => {
  let folder: string;
  let built: number;
  const build = (): Uint8Array => {
    built++;
    return Uint8Array.of(1, 2, 3);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graphs-'));
    built = 0;
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('builds once per key and leaves no draft behind', async () => {
    const cache = join(folder, 'new');
    const first = await cachedGraph(cache, 'detector', 'a', build);
    expect(await cachedGraph(cache, 'detector', 'a', build)).toBe(first);
    expect(built).toBe(1);
    expect(await cachedGraph(cache, 'detector', 'b', build)).not.toBe(first);
    expect(built).toBe(2);
    expect(await readdir(cache)).toHaveLength(2);
    expect([...(await readFile(first as string))]).toEqual([1, 2, 3]);
  });

  it('lets racing builders agree on one file', async () => {
    const paths = await Promise.all(
      Array.from({ length: 8 }, () => cachedGraph(folder, 'detector', 'a', build)),
    );
    expect(new Set(paths).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('answers the graph itself where nothing can be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await chmod(file, 0o444);
    expect(await cachedGraph(join(file, 'cache'), 'detector', 'a', build)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
