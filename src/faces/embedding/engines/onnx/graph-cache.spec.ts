import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cacheEntry, fillEntry } from './graph-cache.js';

describe('the graph cache', () => {
  let folder: string;
  const write = (text: string) => (draft: string) => writeFile(join(draft, 'graph.onnx'), text);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graphs-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('has a folder per network and key', () => {
    const entries = [
      cacheEntry(folder, 'detector', ['a', 'b']),
      cacheEntry(folder, 'landmarks', ['a', 'b']),
      cacheEntry(folder, 'detector', ['a', 'c']),
      cacheEntry(folder, 'detector', ['ab']),
    ];
    expect(new Set(entries).size).toBe(entries.length);
    expect(cacheEntry(folder, 'detector', ['a', 'b'])).toBe(entries[0]);
  });

  it('fills a folder and leaves no draft behind', async () => {
    const entry = cacheEntry(join(folder, 'new'), 'detector', ['a']);
    expect(await fillEntry(entry, write('one'))).toBe(true);
    expect(await readdir(join(folder, 'new'))).toHaveLength(1);
    expect(await readFile(join(entry, 'graph.onnx'), 'utf8')).toBe('one');
  });

  it('keeps the first of racing processes', async () => {
    const entry = cacheEntry(folder, 'detector', ['a']);
    const filled = await Promise.all(
      Array.from({ length: 8 }, (_, i) => fillEntry(entry, write(`process ${i}`))),
    );
    expect(filled).toEqual(Array(8).fill(true));
    expect(await readdir(folder)).toHaveLength(1);
    const kept = await readFile(join(entry, 'graph.onnx'), 'utf8');
    await fillEntry(entry, write('late'));
    expect(await readFile(join(entry, 'graph.onnx'), 'utf8')).toBe(kept);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('keeps nothing of what could not be filled', async () => {
    const entry = cacheEntry(folder, 'detector', ['a']);
    const failing = () => Promise.reject(new Error('no memory'));
    expect(await fillEntry(entry, failing)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says when nothing can be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await chmod(file, 0o444);
    expect(await fillEntry(cacheEntry(join(file, 'cache'), 'detector', ['a']), write('one'))).toBe(false);
  });
});
