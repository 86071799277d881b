import { LANDMARK_INPUT } from '../face-networks.js';
import { FACE_API_MEAN } from '../recognition-network.js';
import { type NetworkWeights, tensorOf } from '../weights.js';
import { convKernel, depthwiseKernel, scaleInput } from './conv-kernel.js';
import { add, conv, type FeatureMap, imageInput, pooledDense, relu } from './layers.js';
import { OnnxGraph } from './onnx-graph.js';

/** The network sees (pixel − mean) / 255. */
const PIXEL_SCALE = 1 / 255;
const LANDMARK_NUMBERS = 136;

/** face-api's 68-point network: four dense blocks of separable convolutions (`faceFeatureExtractor/denseBlock.ts`). */
export function landmarkGraph(weights: NetworkWeights): Uint8Array {
  const graph = new OnnxGraph('face_landmark_68');
  const image = imageInput(graph, ['count', LANDMARK_INPUT, LANDMARK_INPUT], LANDMARK_INPUT, FACE_API_MEAN);
  const filter = convKernel(tensorOf(weights, 'dense0/conv0/filters', 4), biasOf(weights, 'dense0/conv0'));
  const first = scaleInput(filter, [PIXEL_SCALE, PIXEL_SCALE, PIXEL_SCALE]);
  let x = denseBlock(graph, relu(graph, conv(graph, image, first, { stride: 2 })), weights, 'dense0');
  for (const block of ['dense1', 'dense2', 'dense3']) {
    const halved = relu(graph, separable(graph, x, weights, `${block}/conv0`, 2));
    x = denseBlock(graph, halved, weights, block);
  }
  const matrix = tensorOf(weights, 'fc/weights', 2).data;
  const points = pooledDense(graph, x, matrix, tensorOf(weights, 'fc/bias', 1).data);
  graph.output('points', points, ['count', LANDMARK_NUMBERS]);
  return graph.encode();
}

/** Each step sees the sum of all before it. */
function denseBlock(graph: OnnxGraph, first: FeatureMap, weights: NetworkWeights, block: string): FeatureMap {
  let sum = first;
  for (const [i, layer] of ['conv1', 'conv2', 'conv3'].entries()) {
    // `first` has been through its ReLU already.
    const input = i === 0 ? first : relu(graph, sum);
    sum = add(graph, sum, separable(graph, input, weights, `${block}/${layer}`, 1));
  }
  return relu(graph, sum);
}

function separable(
  graph: OnnxGraph,
  x: FeatureMap,
  weights: NetworkWeights,
  prefix: string,
  stride: number,
): FeatureMap {
  const depthwise = depthwiseKernel(tensorOf(weights, `${prefix}/depthwise_filter`, 4));
  const pointwise = convKernel(tensorOf(weights, `${prefix}/pointwise_filter`, 4), biasOf(weights, prefix));
  return conv(graph, conv(graph, x, depthwise, { stride }), pointwise);
}

function biasOf(weights: NetworkWeights, prefix: string): Float32Array {
  return tensorOf(weights, `${prefix}/bias`, 1).data;
}
