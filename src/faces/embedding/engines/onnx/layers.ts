import type { ConvKernel } from './conv-kernel.js';
import type { OnnxGraph } from './onnx-graph.js';

/** A value of the graph: count x channels x height x width. */
export interface FeatureMap {
  name: string;
  channels: number;
  /** Height and width; where the input is chosen with each run (the detector's), the most that they can be. */
  side: number;
}

/**
 * An RGB batch in 0..255, minus the mean colour, as a feature map.
 * @param shape sides of the input by name where the caller chooses them, at most `side`
 */
export function imageInput(
  graph: OnnxGraph,
  shape: readonly [count: number | string, height: number | string, width: number | string],
  side: number,
  mean: readonly number[],
): FeatureMap {
  const pixels = graph.input('rgb', [...shape, 3]);
  const planes = graph.node('Transpose', [pixels], { perm: [0, 3, 1, 2] });
  const centred = graph.node('Sub', [planes, graph.constant(Float32Array.from(mean), [1, 3, 1, 1])]);
  return { name: centred, channels: 3, side };
}

/** Zeros before and after the rows and the columns. */
export type Padding = readonly [before: number, after: number];

export const NO_PADDING: Padding = [0, 0];

export interface ConvOptions {
  stride?: number;
  /** TensorFlow's "SAME" when it is not given. */
  padding?: Padding;
}

export function conv(
  graph: OnnxGraph,
  x: FeatureMap,
  kernel: ConvKernel,
  { stride = 1, padding = samePadding(x.side, kernel.shape[2], stride) }: ConvOptions = {},
): FeatureMap {
  const [channels, , size] = kernel.shape;
  const [before, after] = padding;
  const inputs = [
    x.name,
    graph.constant(kernel.weights, kernel.shape),
    graph.constant(kernel.bias, [kernel.bias.length]),
  ];
  const name = graph.node('Conv', inputs, {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [before, before, after, after],
    group: kernel.groups,
  });
  return { name, channels, side: outputSide(x.side, size, stride, before + after) };
}

/**
 * TensorFlow's "SAME": ceil(side / stride) outputs, an odd rest of the padding goes after. ONNX's own SAME_UPPER does the
 * same, but runtimes optimise explicit padding better.
 */
export function samePadding(side: number, size: number, stride: number): Padding {
  const total = Math.max((Math.ceil(side / stride) - 1) * stride + size - side, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

export function outputSide(side: number, size: number, stride: number, padding: number): number {
  return Math.floor((side + padding - size) / stride) + 1;
}

export function relu(graph: OnnxGraph, x: FeatureMap): FeatureMap {
  return { ...x, name: graph.node('Relu', [x.name]) };
}

/**
 * x above 0, below it `slopes` · x by channel, as x + (1 − slope) · max(−x, 0) with convolutions of one pixel: the runtime computes them in
 * its blocked layout, which it leaves for PRelu and for each of its neighbours, and the sum together with the second.
 */
export function prelu(graph: OnnxGraph, x: FeatureMap, slopes: Float32Array): FeatureMap {
  const each = (of: FeatureMap, factors: Float32Array) =>
    conv(graph, of, {
      shape: [factors.length, 1, 1, 1],
      weights: factors,
      bias: new Float32Array(factors.length),
      groups: factors.length,
    });
  const below = relu(graph, each(x, new Float32Array(slopes.length).fill(-1)));
  return add(
    graph,
    each(
      below,
      slopes.map((slope) => 1 - slope),
    ),
    x,
  );
}

export function relu6(graph: OnnxGraph, x: FeatureMap): FeatureMap {
  const limits = [0, 6].map((limit) => graph.constant(Float32Array.of(limit), []));
  return { ...x, name: graph.node('Clip', [x.name, ...limits]) };
}

export function add(graph: OnnxGraph, a: FeatureMap, b: FeatureMap): FeatureMap {
  return { ...a, name: graph.node('Add', [a.name, b.name]) };
}

/** Pooling without padding. */
export function pool(
  graph: OnnxGraph,
  op: 'MaxPool' | 'AveragePool',
  x: FeatureMap,
  size: number,
  stride: number,
): FeatureMap {
  const name = graph.node(op, [x.name], { kernel_shape: [size, size], strides: [stride, stride] });
  return { ...x, name, side: outputSide(x.side, size, stride, 0) };
}

/** Zeros after the last channel, row and column. */
export function padEnd(graph: OnnxGraph, x: FeatureMap, channels: number, side: number): FeatureMap {
  if (channels === x.channels && side === x.side) return x;
  const border = side - x.side;
  const pads = BigInt64Array.from([0, 0, 0, 0, 0, channels - x.channels, border, border], BigInt);
  return { name: graph.node('Pad', [x.name, graph.constant(pads, [8])]), channels, side };
}

/** Mean over the picture, then a matrix: count x channels → count x outputs. @param weights channels x outputs */
export function pooledDense(
  graph: OnnxGraph,
  x: FeatureMap,
  weights: Float32Array,
  bias: Float32Array,
): string {
  const means = graph.node('Flatten', [graph.node('GlobalAveragePool', [x.name])], { axis: 1 });
  const matrix = graph.constant(weights, [x.channels, bias.length]);
  return graph.node('Gemm', [means, matrix, graph.constant(bias, [bias.length])]);
}
