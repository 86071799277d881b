import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeWeights, findWeights, readWeightFiles, tensorOf } from './weights.js';

const SHIPPED = findWeights('landmarks', '/nowhere');
const MANIFEST = 'face_landmark_68_model-weights_manifest.json';

describe('weights', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weights-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function writeNetwork(weights: unknown[], bytes: Buffer): Promise<void> {
    await writeFile(join(folder, MANIFEST), JSON.stringify([{ paths: ['shard.bin'], weights }]));
    await writeFile(join(folder, 'shard.bin'), bytes);
  }

  it("come from face-api's package unless MODELS_PATH holds the same files", async () => {
    expect(SHIPPED).toMatch(/face-api.model$/);
    expect(findWeights('landmarks', folder)).toBe(SHIPPED);
    await copyFile(join(SHIPPED, MANIFEST), join(folder, MANIFEST));
    expect(findWeights('landmarks', folder)).toBe(folder);
    expect(findWeights('detector', folder)).toBe(SHIPPED);
  });

  it('decode to the tensors of the manifest', async () => {
    const weights = decodeWeights(await readWeightFiles('landmarks', SHIPPED));
    expect(tensorOf(weights, 'fc/weights', 2)).toMatchObject({ shape: [256, 136] });
    expect(tensorOf(weights, 'fc/bias', 1).data).toHaveLength(136);
    expect(() => tensorOf(weights, 'fc/bias', 2)).toThrow('no tensor "fc/bias" of rank 2');
  });

  it('are q · scale + min where quantised, and float32 where not', async () => {
    const quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    const floats = Buffer.alloc(8);
    floats.writeFloatLE(1.25, 0);
    floats.writeFloatLE(-3, 4);
    await writeNetwork(
      [
        { name: 'a', shape: [3], dtype: 'float32', quantization },
        { name: 'b', shape: [1, 2], dtype: 'float32' },
      ],
      Buffer.concat([Buffer.from([0, 2, 255]), floats]),
    );
    const weights = decodeWeights(await readWeightFiles('landmarks', folder));
    expect([...tensorOf(weights, 'a', 1).data]).toEqual([-1, 0, 126.5]);
    expect([...tensorOf(weights, 'b', 2).data]).toEqual([1.25, -3]);
  });

  it.each([
    ['ends early', 3, 'ends within "a"'],
    ['goes on', 5, 'has 5 bytes instead of 4'],
  ])('are refused when the shard %s', async (_case, length, message) => {
    await writeNetwork([{ name: 'a', shape: [1], dtype: 'float32' }], Buffer.alloc(length));
    const files = await readWeightFiles('landmarks', folder);
    expect(() => decodeWeights(files)).toThrow(message);
  });

  it('name the manifest when it is not JSON or a shard is missing', async () => {
    await writeFile(join(folder, MANIFEST), '{');
    await expect(readWeightFiles('landmarks', folder)).rejects.toThrow(join(folder, MANIFEST));
    await copyFile(join(SHIPPED, MANIFEST), join(folder, MANIFEST));
    await expect(readWeightFiles('landmarks', folder)).rejects.toThrow('face_landmark_68_model.bin');
  });

  it('have a hash that sees every byte of the shards', async () => {
    const weights = [{ name: 'a', shape: [1], dtype: 'float32' }];
    await writeNetwork(weights, Buffer.from([0, 0, 0, 0]));
    const { sha256 } = await readWeightFiles('landmarks', folder);
    await writeNetwork(weights, Buffer.from([0, 0, 0, 1]));
    expect((await readWeightFiles('landmarks', folder)).sha256).not.toBe(sha256);
  });
});
