import { PASSIVE_INPUT } from '../face-networks.js';
import { type NetworkWeights, tensorOf } from '../weights.js';
import { type ConvKernel, scaleOutput } from './conv-kernel.js';
import { add, conv, type FeatureMap, imageInput, NO_PADDING, type Padding, prelu, relu } from './layers.js';
import { OnnxGraph } from './onnx-graph.js';

/** The graph's output: probabilities of (print, person, screen). */
export const PASSIVE_CLASSES = 'classes';
const CLASS_COUNT = 3;

/** PyTorch's default, which the networks were trained with. */
const BATCH_NORM_EPSILON = 1e-5;
const SAME: Padding = [1, 1];
/** What PyTorch puts before the names of a network that was trained on several cards. */
const PARALLEL_PREFIX = 'module.';

/**
 * MiniFASNet (https://github.com/minivision-ai/Silent-Face-Anti-Spoofing, `src/model_lib/MiniFASNet.py`), V2 or V1SE: which of
 * them, and how wide each layer is, the tensors say. Batch normalisation is folded into the convolutions; the networks were
 * trained on BGR, the graph takes RGB as all others.
 * @throws Error when a tensor is missing
 */
export function miniFasNetGraph(tensors: NetworkWeights['tensors'], origin: string): Uint8Array {
  const weights = { folder: origin, tensors: withoutPrefix(tensors) };
  const graph = new OnnxGraph('minifasnet');
  const image = imageInput(graph, ['count', PASSIVE_INPUT, PASSIVE_INPUT], PASSIVE_INPUT, [0, 0, 0]);
  let x = convBlock(graph, image, weights, 'conv1', { stride: 2, padding: SAME, isBgr: true });
  x = convBlock(graph, x, weights, 'conv2_dw', { padding: SAME });
  x = separable(graph, x, weights, 'conv_23', 2);
  for (const [stage, down] of [
    ['conv_3', 'conv_34'],
    ['conv_4', 'conv_45'],
    ['conv_5', null],
  ] as const) {
    for (const block of blocksOf(weights, stage)) x = residual(graph, x, weights, block);
    if (down !== null) x = separable(graph, x, weights, down, 2);
  }
  x = convBlock(graph, x, weights, 'conv_6_sep', { padding: NO_PADDING });
  x = conv(graph, x, normalised(weights, 'conv_6_dw'), { padding: NO_PADDING });
  const embedded = dense(graph, graph.node('Flatten', [x.name], { axis: 1 }), weights);
  graph.output(PASSIVE_CLASSES, graph.node('Softmax', [embedded], { axis: 1 }), ['count', CLASS_COUNT]);
  return graph.encode();
}

function withoutPrefix(tensors: NetworkWeights['tensors']): NetworkWeights['tensors'] {
  return new Map(
    [...tensors].map(([name, tensor]) => [
      name.startsWith(PARALLEL_PREFIX) ? name.slice(PARALLEL_PREFIX.length) : name,
      tensor,
    ]),
  );
}

function blocksOf({ tensors }: NetworkWeights, stage: string): string[] {
  const blocks: string[] = [];
  while (tensors.has(`${stage}.model.${blocks.length}.conv.conv.weight`))
    blocks.push(`${stage}.model.${blocks.length}`);
  return blocks;
}

function residual(graph: OnnxGraph, x: FeatureMap, weights: NetworkWeights, block: string): FeatureMap {
  const inner = separable(graph, x, weights, block, 1);
  const isWeighed = weights.tensors.has(`${block}.se_module.fc1.weight`);
  return add(graph, x, isWeighed ? weighed(graph, inner, weights, `${block}.se_module`) : inner);
}

/** Wider, depthwise, narrower. */
function separable(
  graph: OnnxGraph,
  x: FeatureMap,
  weights: NetworkWeights,
  block: string,
  stride: number,
): FeatureMap {
  const wide = convBlock(graph, x, weights, `${block}.conv`, { padding: NO_PADDING });
  const spread = convBlock(graph, wide, weights, `${block}.conv_dw`, { stride, padding: SAME });
  return conv(graph, spread, normalised(weights, `${block}.project`), { padding: NO_PADDING });
}

/** Squeeze and excitation (https://arxiv.org/abs/1709.01507): each channel times what the means of all say of it. */
function weighed(graph: OnnxGraph, x: FeatureMap, weights: NetworkWeights, module: string): FeatureMap {
  const means = { name: graph.node('GlobalAveragePool', [x.name]), channels: x.channels, side: 1 };
  const layer = (input: FeatureMap, index: 1 | 2) =>
    conv(graph, input, kernelOf(weights, `${module}.fc${index}.weight`, `${module}.bn${index}`));
  const shares = graph.node('Sigmoid', [layer(relu(graph, layer(means, 1)), 2).name]);
  return { ...x, name: graph.node('Mul', [x.name, shares]) };
}

interface BlockOptions {
  stride?: number;
  padding: Padding;
  /** The input's channels are in the other order than the graph's. */
  isBgr?: boolean;
}

function convBlock(
  graph: OnnxGraph,
  x: FeatureMap,
  weights: NetworkWeights,
  block: string,
  { isBgr = false, ...options }: BlockOptions,
): FeatureMap {
  const kernel = normalised(weights, block);
  const y = conv(graph, x, isBgr ? reversedInput(kernel) : kernel, options);
  return prelu(graph, y, tensorOf(weights, `${block}.prelu.weight`, 1).data);
}

function normalised(weights: NetworkWeights, block: string): ConvKernel {
  return kernelOf(weights, `${block}.conv.weight`, `${block}.bn`);
}

/** PyTorch's layout is ONNX's; a depthwise kernel sees one channel a group. */
function kernelOf(weights: NetworkWeights, filter: string, norm: string): ConvKernel {
  const { shape, data } = tensorOf(weights, filter, 4);
  const [channelsOut = 0, channelsIn = 0, height = 0, width = 0] = shape;
  const kernel: ConvKernel = {
    shape: [channelsOut, channelsIn, height, width],
    weights: data,
    bias: new Float32Array(channelsOut),
    groups: channelsIn === 1 ? channelsOut : 1,
  };
  const { scale, offset } = normOf(weights, norm);
  return scaleOutput(kernel, scale, offset);
}

/** y = scale · x + offset of a batch normalisation as it stands after training. */
function normOf(weights: NetworkWeights, norm: string): { scale: Float32Array; offset: Float32Array } {
  const of = (name: string) => tensorOf(weights, `${norm}.${name}`, 1).data;
  const [gain, shift, mean, variance] = [of('weight'), of('bias'), of('running_mean'), of('running_var')];
  const scale = gain.map((value, i) => value / Math.sqrt((variance[i] ?? 0) + BATCH_NORM_EPSILON));
  return { scale, offset: shift.map((value, i) => value - (mean[i] ?? 0) * (scale[i] ?? 0)) };
}

/** The last two layers: 512 numbers → 128 → the classes. */
function dense(graph: OnnxGraph, features: string, weights: NetworkWeights): string {
  const { scale, offset } = normOf(weights, 'bn');
  const linear = tensorOf(weights, 'linear.weight', 2);
  const columns = linear.shape[1] ?? 0;
  const matrix = linear.data.map((value, i) => value * (scale[Math.floor(i / columns)] ?? 0));
  const inner = gemm(graph, features, { shape: linear.shape, data: matrix }, offset);
  return gemm(graph, inner, tensorOf(weights, 'prob.weight', 2), new Float32Array(CLASS_COUNT));
}

/** @param matrix outputs x inputs, as PyTorch stores it */
function gemm(
  graph: OnnxGraph,
  x: string,
  { shape, data }: { shape: readonly number[]; data: Float32Array },
  bias: Float32Array,
): string {
  return graph.node('Gemm', [x, graph.constant(data, shape), graph.constant(bias, [bias.length])], {
    transB: 1,
  });
}

/** The kernel that sees RGB and computes what this one computes of BGR. */
function reversedInput(kernel: ConvKernel): ConvKernel {
  const [, channelsIn, height, width] = kernel.shape;
  const area = height * width;
  const weights = kernel.weights.map((_, i) => {
    const channel = Math.floor(i / area) % channelsIn;
    return kernel.weights[i + (channelsIn - 1 - 2 * channel) * area] ?? 0;
  });
  return { ...kernel, weights };
}
