import type { RecognitionNetwork } from '../recognition-network.js';
import { type NetworkWeights, tensorOf } from '../weights.js';
import { type ConvKernel, convKernel, scaleInput, scaleOutput } from './conv-kernel.js';
import {
  add,
  conv,
  type FeatureMap,
  imageInput,
  NO_PADDING,
  padEnd,
  pool,
  pooledDense,
  relu,
} from './layers.js';
import { OnnxGraph } from './onnx-graph.js';

/** Residual layers in order; `down` halves the picture. */
const LAYERS = [
  '32_1 32_2 32_3',
  '64_down 64_1 64_2 64_3',
  '128_down 128_1 128_2',
  '256_down 256_1 256_2 256_down_out',
].flatMap((group) => group.split(' ').map((name) => `conv${name}`));

/** dlib's 29-layer ResNet (`faceRecognitionNet/*.ts` of face-api) with the scale layers folded into the convolutions. */
export function recognitionGraph(
  weights: NetworkWeights,
  { inputSize, mean, std, dimension }: RecognitionNetwork,
): Uint8Array {
  const graph = new OnnxGraph('face_recognition');
  const image = imageInput(graph, ['count', inputSize, inputSize], inputSize, mean);
  const first = scaleInput(
    kernelOf(weights, 'conv32_down'),
    std.map((value) => 1 / value),
  );
  let x = relu(graph, conv(graph, image, first, { stride: 2, padding: NO_PADDING }));
  x = pool(graph, 'MaxPool', x, 3, 2);
  for (const layer of LAYERS) x = residual(graph, x, weights, layer);
  const matrix = tensorOf(weights, 'fc', 2);
  const descriptors = pooledDense(graph, x, matrix.data, new Float32Array(dimension));
  graph.output('descriptors', descriptors, ['count', dimension]);
  return graph.encode();
}

/**
 * Where the picture is halved the shortcut is an average pool; what is missing to the other's size, channels on the
 * shortcut or a last row and column on the convolutions, is zero (dlib's `add_prev`).
 */
function residual(graph: OnnxGraph, x: FeatureMap, weights: NetworkWeights, layer: string): FeatureMap {
  const down = layer.includes('down');
  const options = down ? { stride: 2, padding: NO_PADDING } : {};
  const inner = relu(graph, conv(graph, x, kernelOf(weights, `${layer}/conv1`), options));
  const out = conv(graph, inner, kernelOf(weights, `${layer}/conv2`));
  const pooled = down ? pool(graph, 'AveragePool', x, 2, 2) : x;
  const shortcut = pooled.side === out.side ? widen(graph, pooled, out.channels) : pooled;
  const side = Math.max(out.side, shortcut.side);
  return relu(
    graph,
    add(graph, padEnd(graph, shortcut, out.channels, side), padEnd(graph, out, out.channels, side)),
  );
}

/** Channels of zeros by a convolution: unlike a pad the runtime keeps its own layout through it, and fuses it with the sum. */
function widen(graph: OnnxGraph, x: FeatureMap, channels: number): FeatureMap {
  return x.channels < channels ? conv(graph, x, identityKernel(x.channels, channels)) : x;
}

/** The input's channels, then zeros. */
function identityKernel(channelsIn: number, channelsOut: number): ConvKernel {
  const weights = new Float32Array(channelsOut * channelsIn);
  for (let channel = 0; channel < channelsIn; channel++) weights[channel * channelsIn + channel] = 1;
  return { shape: [channelsOut, channelsIn, 1, 1], weights, bias: new Float32Array(channelsOut), groups: 1 };
}

function kernelOf(weights: NetworkWeights, prefix: string): ConvKernel {
  const vector = (name: string): Float32Array => tensorOf(weights, `${prefix}/${name}`, 1).data;
  const kernel = convKernel(tensorOf(weights, `${prefix}/conv/filters`, 4), vector('conv/bias'));
  return scaleOutput(kernel, vector('scale/weights'), vector('scale/biases'));
}
