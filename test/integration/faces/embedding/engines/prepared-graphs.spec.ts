import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { loadRecognitionModel } from '../../../../../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../../../../src/faces/embedding/models/recognition-model.js';
import { NetworksProcess } from '../../../../support/inference/networks-process.js';

const modelsPath = join(packageRoot, 'models');
const pixels = (length: number) => Float32Array.from({ length }, (_, i) => (i * 31) % 256);

/** What the three networks answer when they are loaded through this cache. */
async function answersThrough(cachePath: string, recognition: RecognitionModel) {
  const networks = NetworksProcess.start();
  try {
    await networks.load({ engine: 'onnx', model: 'face-api', modelsPath, cachePath }, recognition);
    return {
      detections: await networks.detect({ rgb: pixels(128 * 96 * 3), width: 128, height: 96 }),
      landmarks: await networks.landmarks(pixels(2 * 112 * 112 * 3), 2),
      descriptors: await networks.encode(pixels(2 * 150 * 150 * 3), 2),
    };
  } finally {
    await networks.stop();
  }
}

describe('graphs prepared for this processor', () => {
  let recognition: RecognitionModel;
  let expected: Awaited<ReturnType<typeof answersThrough>>;
  /** A filled one, which tests copy: making it takes seconds. */
  let filled: string;
  let cache: string;

  beforeAll(async () => {
    recognition = await loadRecognitionModel('face-api', modelsPath);
    const file = join(mkdtempSync(join(tmpdir(), 'no-cache-')), 'file');
    writeFileSync(file, '');
    expected = await answersThrough(join(file, 'cache'), recognition);
    filled = mkdtempSync(join(tmpdir(), 'prepared-'));
    await answersThrough(filled, recognition);
  });

  afterAll(() => rmSync(filled, { recursive: true }));

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'prepared-'));
  });

  afterEach(() => rmSync(cache, { recursive: true }));

  const entries = () => readdirSync(cache).sort();
  const each = (change: (folder: string) => void) => entries().forEach((entry) => change(join(cache, entry)));

  it('answer as without a cache, to the last bit, when they are made and when they are found', async () => {
    expect(await answersThrough(cache, recognition)).toEqual(expected);
    const made = entries();
    expect(made).toHaveLength(4);
    const inodes = made.map((entry) => statSync(join(cache, entry)).ino);
    expect(await answersThrough(cache, recognition)).toEqual(expected);
    expect(entries().map((entry) => statSync(join(cache, entry)).ino)).toEqual(inodes);
  });

  it('are made by processes that start at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => answersThrough(cache, recognition)));
    for (const answer of answers) expect(answer).toEqual(expected);
    expect(entries()).toHaveLength(4);
  });

  it.each<[string, (folder: string) => void]>([
    ['the weights are cut short', (folder) => truncateSync(join(folder, 'weights.bin'), 1000)],
    [
      'a power cut left zeros',
      (folder) => {
        const file = join(folder, 'weights.bin');
        writeFileSync(file, Buffer.alloc(statSync(file).size));
      },
    ],
    [
      'the weights are laid out for another processor',
      (folder) => {
        const file = join(folder, 'weights.bin');
        const weights = new Float32Array(Uint8Array.from(readFileSync(file)).buffer);
        writeFileSync(file, weights.reverse());
      },
    ],
    ['the graph is empty', (folder) => writeFileSync(join(folder, 'graph.onnx'), '')],
    ['the graph is none', (folder) => writeFileSync(join(folder, 'graph.onnx'), 'no graph')],
    ['the answer is missing', (folder) => rmSync(join(folder, 'answer.bin'))],
    ['everything is missing', (folder) => readdirSync(folder).forEach((file) => rmSync(join(folder, file)))],
  ])('are made anew when %s', async (_case, spoil) => {
    cpSync(filled, cache, { recursive: true });
    const before = entries();
    each(spoil);
    expect(await answersThrough(cache, recognition)).toEqual(expected);
    expect(entries()).toEqual(before);
    expect(await answersThrough(cache, recognition)).toEqual(expected);
  });

  it('are used from a cache that cannot be written', async () => {
    cpSync(filled, cache, { recursive: true });
    const times = () => entries().map((entry) => statSync(join(cache, entry)).mtimeMs);
    const before = times();
    each((folder) => chmodSync(folder, 0o555));
    chmodSync(cache, 0o555);
    try {
      expect(await answersThrough(cache, recognition)).toEqual(expected);
      expect(times()).toEqual(before);
    } finally {
      chmodSync(cache, 0o755);
      each((folder) => chmodSync(folder, 0o755));
    }
  });
});
