import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { findWeights } from '../../../../../src/faces/embedding/engines/weights.js';
import type { InferenceSettings } from '../../../../../src/faces/embedding/inference-settings.js';
import { loadRecognitionModel } from '../../../../../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../../../../src/faces/embedding/models/recognition-model.js';
import { NetworksProcess } from '../../../../support/inference/networks-process.js';

const MODELS_PATH = join(packageRoot, 'models');
const LANDMARKS = 'face_landmark_68_model';
const LANDMARK_SIDE = 112;

describe('the choice of the engine and its weights', () => {
  let networks: NetworksProcess | undefined;
  let recognition: RecognitionModel;
  let folder: string;

  const settings = (change: Partial<InferenceSettings>): InferenceSettings => ({
    engine: 'auto',
    model: 'face-api',
    modelsPath: MODELS_PATH,
    cachePath: join(folder, 'cache'),
    ...change,
  });

  /** @param addons false: native libraries cannot load, as on a platform that they were not built for */
  const start = ({ addons = true } = {}): NetworksProcess =>
    (networks = NetworksProcess.start(addons ? [] : ['--no-addons']));

  beforeAll(async () => {
    recognition = await loadRecognitionModel('face-api', MODELS_PATH);
    folder = await mkdtemp(join(tmpdir(), 'engine-'));
  });

  afterEach(() => networks?.stop());
  afterAll(() => rm(folder, { recursive: true }));

  it('takes onnx where its native library loads', async () => {
    const report = await start().load(settings({}), recognition);
    expect(report).toMatchObject({ engine: 'onnx', fallbackReason: null });
    expect(report.runtime).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
  });

  it('falls back to tensorflow where it does not, and says why', async () => {
    const report = await start({ addons: false }).load(settings({}), recognition);
    expect(report.engine).toBe('tensorflow');
    expect(report.runtime).toMatch(/^tfjs-wasm \d+\.\d+\.\d+$/);
    expect(report.fallbackReason).toMatch(
      /^onnxruntime-node cannot load: [^\n]+; tfjs-node cannot load: [^\n]+$/,
    );
  });

  it('says why tensorflow runs on WebAssembly', async () => {
    const report = await start({ addons: false }).load(settings({ engine: 'tensorflow' }), recognition);
    expect(report.runtime).toMatch(/^tfjs-wasm /);
    expect(report.fallbackReason).toMatch(/^tfjs-node cannot load: [^\n]+$/);
  });

  it('stops instead of falling back when onnx was asked for', async () => {
    const loading = start({ addons: false }).load(settings({ engine: 'onnx' }), recognition);
    await expect(loading).rejects.toThrow(/^onnxruntime-node cannot load: [^\n]+$/);
  });

  it('stops when a plug-in network meets the tensorflow engine', async () => {
    const plugIn: RecognitionModel = {
      ...recognition,
      name: 'mine',
      network: { ...recognition.network, format: 'onnx' },
    };
    await expect(start().load(settings({ engine: 'tensorflow' }), plugIn)).rejects.toThrow(
      'Recognition model "mine": it is an ONNX file and needs FACE_ENGINE=onnx',
    );
  });

  it.each(['onnx', 'tensorflow'] as const)('%s prefers the weights in MODELS_PATH', async (engine) => {
    const shipped = findWeights('landmarks', folder);
    const face = new Float32Array(LANDMARK_SIDE * LANDMARK_SIDE * 3).fill(100);
    await start().load(settings({ engine, modelsPath: folder }), recognition);
    const before = await networks?.landmarks(face, 1);

    const manifest = `${LANDMARKS}-weights_manifest.json`;
    const text = await readFile(join(shipped, manifest), 'utf8');
    await writeFile(join(folder, manifest), shiftLastBias(text, 0.125));
    await copyFile(join(shipped, `${LANDMARKS}.bin`), join(folder, `${LANDMARKS}.bin`));
    await networks?.load(settings({ engine, modelsPath: folder }), recognition);
    const after = await networks?.landmarks(face, 1);
    await rm(join(folder, manifest));

    expect(after).toHaveLength(136);
    after?.forEach((value, i) => expect(value - (before?.[i] ?? NaN)).toBeCloseTo(0.125, 5));
  });
});

/** The same network with every coordinate moved. */
function shiftLastBias(manifest: string, shift: number): string {
  const groups = JSON.parse(manifest) as { weights: { name: string; quantization?: { min: number } }[] }[];
  const bias = groups.flatMap((group) => group.weights).find(({ name }) => name === 'fc/bias');
  if (!bias?.quantization) throw new Error('face-api stores fc/bias differently now');
  bias.quantization.min += shift;
  return JSON.stringify(groups);
}
