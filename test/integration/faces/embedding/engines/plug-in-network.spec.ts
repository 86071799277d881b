import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { type GraphShape, OnnxGraph } from '../../../../../src/faces/embedding/engines/onnx/onnx-graph.js';
import type { RecognitionNetwork } from '../../../../../src/faces/embedding/engines/recognition-network.js';
import { type LoadReport, NetworksProcess } from '../../../../support/inference/networks-process.js';

const SIDE = 4;
const NUMBERS = SIDE * SIDE * 3;
const PLANAR: GraphShape = ['count', 3, SIDE, SIDE];

type Draw = (graph: OnnxGraph, image: string) => string;
const flatten: Draw = (graph, image) => graph.node('Flatten', [image]);

/** A network of one layer or two: enough to see what reaches it and what leaves it. */
function network(shape: GraphShape, draw: Draw = flatten): Uint8Array {
  const graph = new OnnxGraph('plug-in');
  graph.output('encoding', draw(graph, graph.input('image', shape)), [shape[0] ?? 1, NUMBERS]);
  return graph.encode();
}

/** count images of interleaved pixels, every number different. */
const pixels = (count: number): Float32Array => Float32Array.from({ length: count * NUMBERS }, (_, i) => i);

describe('a recognition network plugged in as an ONNX file', () => {
  const networks = NetworksProcess.start();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plug-in-'));
  });

  afterAll(async () => {
    await networks.stop();
    await rm(folder, { recursive: true });
  });

  async function load(model: Uint8Array, manifest: Partial<RecognitionNetwork> = {}): Promise<LoadReport> {
    const path = join(folder, 'network.onnx');
    await writeFile(path, model);
    const [modelsPath, cachePath] = [folder, join(packageRoot, '.cache')];
    return networks.load(
      { engine: 'onnx', model: 'mine', modelsPath, cachePath },
      {
        name: 'mine',
        network: { format: 'onnx', path, sha256: '' },
        inputSize: SIDE,
        channels: 'rgb',
        mean: [0, 0, 0],
        std: [1, 1, 1],
        dimension: NUMBERS,
        ...manifest,
      },
    );
  }

  it('sees planes, in its channel order, normalised as the manifest says', async () => {
    await load(network(PLANAR), { channels: 'bgr', mean: [1, 2, 3], std: [2, 4, 8] });
    const seen = await networks.encode(pixels(1), 1);
    const expected = [2, 1, 0].flatMap((source, channel) =>
      Array.from({ length: SIDE * SIDE }, (_, p) => (p * 3 + source - (channel + 1)) / 2 ** (channel + 1)),
    );
    expect([...seen]).toEqual(expected);
  });

  it('sees interleaved pixels when its input is count x side x side x 3', async () => {
    await load(network(['count', SIDE, SIDE, 3]));
    expect([...(await networks.encode(pixels(2), 2))]).toEqual([...pixels(2)]);
  });

  it('is run image by image when its batch is fixed', async () => {
    await load(network([1, SIDE, SIDE, 3]));
    expect([...(await networks.encode(pixels(3), 3))]).toEqual([...pixels(3)]);
  });

  it('is run image by image when it mixes the images of a batch up', async () => {
    const minusMean: Draw = (graph, image) =>
      graph.node('Flatten', [
        graph.node('Sub', [image, graph.node('ReduceMean', [image], { axes: [0], keepdims: 1 })]),
      ]);
    await load(network(PLANAR, minusMean));
    expect([...(await networks.encode(pixels(2), 2))]).toEqual(Array(2 * NUMBERS).fill(0));
  });

  const twoOutputs = (): Uint8Array => {
    const graph = new OnnxGraph('plug-in');
    const flat = flatten(graph, graph.input('image', PLANAR));
    graph.output('a', flat, ['count', NUMBERS]);
    graph.output('b', flat, ['count', NUMBERS]);
    return graph.encode();
  };
  const twoInputs = (): Uint8Array => {
    const graph = new OnnxGraph('plug-in');
    const sum = graph.node('Add', [graph.input('a', PLANAR), graph.input('b', PLANAR)]);
    graph.output('encoding', flatten(graph, sum), ['count', NUMBERS]);
    return graph.encode();
  };
  const logarithm: Draw = (graph, image) => graph.node('Flatten', [graph.node('Log', [image])]);

  it.each<[string, Uint8Array, Partial<RecognitionNetwork>, RegExp]>([
    [
      'another dimension',
      network(PLANAR),
      { dimension: 7 },
      /one output must have 7 numbers, it gives encoding 1x48$/,
    ],
    ['another side', network(PLANAR), { inputSize: 8 }, /its input is \?x3x4x4, the manifest says 8 px$/],
    ['a flat input', network(['count', NUMBERS]), {}, /its input is \?x48, the manifest says 4 px$/],
    ['two inputs', twoInputs(), {}, /it must have one input, an image$/],
    ['two outputs that fit', twoOutputs(), {}, /exactly one output .* a 1x48, b 1x48$/],
    ['numbers that are not finite', network(PLANAR, logarithm), { mean: [300, 300, 300] }, /not finite$/],
    ['no ONNX file', Buffer.from('PK not a network'), {}, /Not an ONNX file$/],
    [
      'an unknown operator',
      network(PLANAR, (graph, image) => graph.node('Nonsense', [image])),
      {},
      /Nonsense/,
    ],
  ])('stops the start in one line: %s', async (_case, model, manifest, message) => {
    const error = await load(model, manifest).then(
      () => 'it loaded',
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    expect(error).toMatch(message);
    expect(error).toMatch(/^Recognition model "mine": .*network\.onnx: [^\n]*$/);
  });
});
