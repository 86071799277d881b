import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { readGraphModel } from '../../../../../src/faces/embedding/engines/graph-model.js';
import type { RecognitionNetwork } from '../../../../../src/faces/embedding/engines/recognition-network.js';
import { GraphModelRecognition } from '../../../../../src/faces/embedding/engines/tensorflow/graph-model-recognition.js';
import { loadTensorflow } from '../../../../../src/faces/embedding/engines/tensorflow/tensorflow-backend.js';
import { loadRecognitionModel } from '../../../../../src/faces/embedding/models/load-model.js';
import { NetworksProcess } from '../../../../support/inference/networks-process.js';
import { TinyGraphModel } from '../../../../support/inference/tiny-graph-model.js';

const PHOTOGRAPHS = [1, 2, 3, 4, 5, 6].map((n) => `sample${n}.jpg`);
const MODELS_PATH = join(packageRoot, 'models');
const SIDE = 8;
const CHANNELS = 4;

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.hypot(...Array.from(a, (value, i) => value - (b[i] ?? NaN)));
}

/** Numbers between -1 and 1 without any order. */
const numbers = (count: number, seed = 1): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 * seed) % 1);

describe('graph models of TensorFlow.js as ONNX graphs', () => {
  const onnx = NetworksProcess.start();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graph-model-'));
    await loadTensorflow();
  });

  afterAll(async () => {
    await onnx.stop();
    await rm(folder, { recursive: true });
  });

  const load = (recognition: RecognitionNetwork) =>
    onnx.load(
      {
        engine: 'onnx',
        model: recognition.name,
        modelsPath: MODELS_PATH,
        cachePath: join(folder, 'cache'),
      },
      recognition,
    );

  it("MobileFaceNet answers as TensorFlow.js does, L2 within 1e-5, on faces of the package's photographs", async () => {
    const recognition = await loadRecognitionModel('mobilefacenet', MODELS_PATH);
    await load(recognition);
    const reference = await GraphModelRecognition.load(recognition);
    const encodings: Float32Array[] = [];
    for (const name of PHOTOGRAPHS) {
      const file = join(packageRoot, 'node_modules', '@vladmandic', 'face-api', 'demo', name);
      const { data } = await sharp(await readFile(file))
        .resize(112, 112, { fit: 'cover', position: 'attention' })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const rgb = Float32Array.from(data);
      const [ours, theirs] = [await onnx.encode(rgb, 1), await reference.encode(rgb, 1)];
      expect(Math.hypot(...ours)).toBeCloseTo(1, 5);
      expect(distance(ours, theirs)).toBeLessThanOrEqual(1e-5);
      encodings.push(ours);
    }
    // As the package's file stands, unrepaired, whatever it sees lies within 0.05.
    const [first = [], ...others] = encodings;
    for (const other of others) expect(distance(first, other)).toBeGreaterThan(0.5);
    await reference.release();
  });

  /** Every operation that the reader knows, with PReLU of every kind, constants to fold and a length that is not 1. */
  function everything(model: TinyGraphModel): string {
    const filter = model.constant({ shape: [3, 3, 3, CHANNELS], data: numbers(108) });
    const bias = model.constant({ shape: [CHANNELS], data: numbers(CHANNELS, 2) });
    const alpha = model.constant({ shape: [CHANNELS], data: numbers(CHANNELS, 3) });
    const half = model.constant({ shape: [], data: [0.5] });
    const prelu = (x: string, positive: string, slope: string): string => {
      const negative = model.node('Sub', [x, model.node('Abs', [x])]);
      return model.node('Add', [positive, model.node('Mul', [negative, slope])]);
    };
    const turnedRound = (x: string, slope: string): string => {
      const negative = model.node('Mul', [model.node('Sub', [model.node('Abs', [x]), x]), slope]);
      return model.node('Add', [negative, model.node('Relu', [x])]);
    };
    const first = model.conv('_FusedConv2D', [model.image(SIDE), filter, bias], { stride: 2 });
    const rectified = turnedRound(prelu(first, model.node('Relu', [first]), alpha), alpha);
    const deep = model.constant({ shape: [3, 3, CHANNELS, 1], data: numbers(36, 4) });
    const second = model.conv('FusedDepthwiseConv2dNative', [rectified, deep, bias], { fused: ['Relu'] });
    const unchanged = prelu(second, second, alpha);
    // Not a PReLU, although it looks like one: what is added is another value's ReLU, and the slope is made of constants.
    const halved = model.node('Mul', [alpha, half]);
    const other = prelu(unchanged, model.node('Relu', [first]), halved);
    const pixel = (x: string, before: number, after: number, fused: string[] = []): string => {
      const weights = model.constant({ shape: [1, 1, before, after], data: numbers(before * after, 6) });
      const offset = model.constant({ shape: [after], data: numbers(after, 7) });
      return model.conv('_FusedConv2D', [x, weights, offset], { fused });
    };
    // Convolutions of one pixel after each other are one, but for a ReLU between them and for another use of the first.
    const paired = pixel(pixel(other, CHANNELS, 3), 3, CHANNELS);
    const apart = pixel(pixel(paired, CHANNELS, 3, ['Relu']), 3, CHANNELS);
    const shared = pixel(apart, CHANNELS, CHANNELS);
    const both = model.node('Add', [shared, pixel(shared, CHANNELS, CHANNELS)]);
    const sum = model.node('Maximum', [model.node('Add', [both, rectified]), half]);
    const whole = model.constant({ shape: [4, 4, CHANNELS, 1], data: numbers(64, 5) });
    const last = model.conv('FusedDepthwiseConv2dNative', [sum, whole, bias], { padding: 'VALID' });
    return model.node('Squeeze', [last], { squeeze_dims: { list: { i: ['1', '2'] } } });
  }

  function unitLength(model: TinyGraphModel, x: string, scaled = x): string {
    const axis = model.constant({ shape: [], data: [1], dtype: 'int32' });
    const sum = model.node('Sum', [model.node('Square', [x]), axis], { keep_dims: { b: true } });
    const least = model.constant({ shape: [], data: [1e-10] });
    return model.node('Mul', [scaled, model.node('Rsqrt', [model.node('Maximum', [sum, least])])]);
  }

  const describeTiny = async (build: (model: TinyGraphModel) => void, dimension = CHANNELS) => {
    const model = new TinyGraphModel();
    build(model);
    const path = await model.write(folder);
    const { sha256 } = await readGraphModel(path);
    return {
      name: 'tiny',
      network: { format: 'tfjs', path, sha256 },
      inputSize: SIDE,
      channels: 'bgr',
      mean: [100, 110, 120],
      std: [60, 70, 80],
      dimension,
    } as const satisfies RecognitionNetwork;
  };

  it.each<[string, (model: TinyGraphModel) => string]>([
    ['all operations', everything],
    ['all operations, scaled to length 1', (model) => unitLength(model, everything(model))],
    [
      'something else than the vector itself scaled by its length',
      (model) => {
        const x = everything(model);
        return unitLength(model, x, model.node('Abs', [x]));
      },
    ],
  ])('%s: as TensorFlow.js computes them', async (_case, build) => {
    const recognition = await describeTiny(build);
    await load(recognition);
    const reference = await GraphModelRecognition.load(recognition);
    const rgb = Float32Array.from({ length: 2 * SIDE * SIDE * 3 }, (_, i) => (i * 37) % 256);
    expect(distance(await onnx.encode(rgb, 2), await reference.encode(rgb, 2))).toBeLessThanOrEqual(1e-4);
    await reference.release();
  });

  /** @param isBroken as the converter left it: each difference turned round, the second ReLU fused into its convolution */
  function twoPRelus(model: TinyGraphModel, isBroken: boolean): string {
    const weights = (shape: number[], seed: number) =>
      model.constant({
        shape,
        data: numbers(
          shape.reduce((product, side) => product * side, 1),
          seed,
        ),
      });
    const [bias, slope] = [weights([CHANNELS], 2), weights([CHANNELS], 3)];
    const prelu = (x: string, positive: string): string => {
      const magnitude = model.node('Abs', [x]);
      const difference = model.node('Sub', isBroken ? [x, magnitude] : [magnitude, x]);
      return model.node('Add', [positive, model.node('Mul', [difference, slope])]);
    };
    const first = model.conv('_FusedConv2D', [model.image(SIDE), weights([3, 3, 3, CHANNELS], 1), bias]);
    const whole = [prelu(first, model.node('Relu', [first])), weights([SIDE, SIDE, CHANNELS, 1], 4), bias];
    const fused = isBroken ? ['Relu'] : [];
    const pixel = model.conv('FusedDepthwiseConv2dNative', whole, { padding: 'VALID', fused });
    const last = prelu(pixel, isBroken ? pixel : model.node('Relu', [pixel]));
    return model.node('Squeeze', [last], { squeeze_dims: { list: { i: ['1', '2'] } } });
  }

  it('repairs what a converter made of PReLU, for both engines', async () => {
    const rgb = Float32Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 37) % 256);
    const answers: Float32Array[] = [];
    for (const isBroken of [false, true]) {
      const recognition = await describeTiny((model) => twoPRelus(model, isBroken));
      const network = { ...recognition.network, repair: isBroken ? ('prelu' as const) : undefined };
      await load({ ...recognition, network });
      const reference = await GraphModelRecognition.load({ ...recognition, network });
      answers.push(await onnx.encode(rgb, 1), await reference.encode(rgb, 1));
      await reference.release();
    }
    const [trained = [], ...others] = answers;
    for (const other of others) expect(distance(trained, other)).toBeLessThanOrEqual(1e-4);
  });

  it('refuses to repair a file that has nothing to repair', async () => {
    const recognition = await describeTiny((model) => twoPRelus(model, false));
    const network = { ...recognition.network, repair: 'prelu' } as const;
    await expect(load({ ...recognition, network })).rejects.toThrow(/has no PReLU to restore$/);
  });

  it.each<[string, (model: TinyGraphModel) => void, RegExp]>([
    ['an operation', (model) => model.node('Elu', [everything(model)]), /Elu "Elu_\d+": not an operation/],
    [
      'what a convolution is fused with',
      (model) => {
        const filter = model.constant({ shape: [8, 8, 3, CHANNELS], data: numbers(768) });
        const bias = model.constant({ shape: [CHANNELS], data: numbers(CHANNELS) });
        model.conv('_FusedConv2D', [model.image(SIDE), filter, bias], { padding: 'VALID', fused: ['Elu'] });
      },
      /_FusedConv2D "_FusedConv2D_\d+": fused with BiasAdd, Elu/,
    ],
    ['another dimension', (model) => model.node('Abs', [model.image(SIDE)]), /not one vector of 4 numbers/],
    [
      'two outputs',
      (model) => {
        const image = model.image(SIDE);
        model.node('Abs', [image]);
        model.node('Relu', [image]);
      },
      /has one output, not 2/,
    ],
  ])('refuses by name what it does not know: %s', async (_case, build, message) => {
    const refusal = load(await describeTiny(build));
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.toThrow(/^Recognition model "tiny": .*network\.json: [^\n]*$/);
  });
});
