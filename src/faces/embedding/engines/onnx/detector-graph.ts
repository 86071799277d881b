import { ANCHOR_COUNT, DETECTOR_INPUT } from '../face-networks.js';
import { type NetworkWeights, tensorOf } from '../weights.js';
import {
  type ConvKernel,
  convKernel,
  depthwiseKernel,
  pickOutputs,
  scaleInput,
  scaleOutput,
  stackOutputs,
} from './conv-kernel.js';
import { conv, type FeatureMap, imageInput, relu6 } from './layers.js';
import { OnnxGraph } from './onnx-graph.js';

/** Variance epsilon of the batch normalisation (float32 of 1e-3), as in face-api's `mobileNetV1.ts`. */
const EPSILON = 0.0010000000474974513;
/** The network sees pixel / 127.5 − 1. */
const HALF_RANGE = 127.5;
/** Depthwise layers that halve the picture. */
const HALVING = new Set([2, 4, 6, 12]);
const LAST_LAYER = 13;
/** The layer whose features predict the smallest faces. */
const FINE_LAYER = 11;
const CLASSES = 3;
/** Numbers per anchor in the graph's merged predictor: four box encodings and the face logit. */
const PREDICTED = 5;

/** SSD MobileNet v1 (`ssdMobilenetv1/*.ts` of face-api) with batch normalisation folded into the convolutions. */
export function detectorGraph(weights: NetworkWeights): Uint8Array {
  const graph = new OnnxGraph('ssd_mobilenetv1');
  const image = imageInput(graph, 1, DETECTOR_INPUT, [HALF_RANGE, HALF_RANGE, HALF_RANGE]);

  const first = scaleInput(pointwise(weights, 'MobilenetV1', 0), Array<number>(3).fill(1 / HALF_RANGE));
  let x = relu6(graph, conv(graph, image, first, { stride: 2 }));
  const predictors: FeatureMap[] = [];
  for (let layer = 1; layer <= LAST_LAYER; layer++) {
    const stride = HALVING.has(layer) ? 2 : 1;
    x = relu6(graph, conv(graph, x, depthwise(weights, layer), { stride }));
    x = relu6(graph, conv(graph, x, pointwise(weights, 'MobilenetV1', layer)));
    if (layer === FINE_LAYER || layer === LAST_LAYER) predictors.push(x);
  }
  for (let layer = 0; layer < 8; layer += 2) {
    x = relu6(graph, conv(graph, x, pointwise(weights, 'Prediction', layer)));
    x = relu6(graph, conv(graph, x, pointwise(weights, 'Prediction', layer + 1), { stride: 2 }));
    predictors.push(x);
  }

  const rows = predictors.map((features, i) => predictionRows(graph, features, boxPredictor(weights, i)));
  const merged = graph.node('Concat', rows, { axis: 0 });
  const column = (from: number, to: number): string =>
    graph.node('Slice', [
      merged,
      ...[from, to, 1].map((value) => graph.constant(BigInt64Array.of(BigInt(value)), [1])),
    ]);
  graph.output('boxEncodings', column(0, 4), [ANCHOR_COUNT, 4]);
  graph.output('faceLogits', column(4, 5), [ANCHOR_COUNT, 1]);
  return graph.encode();
}

/** Predictions of one scale as anchors x PREDICTED, anchors in the order row, column, shape. */
function predictionRows(graph: OnnxGraph, features: FeatureMap, kernel: ConvKernel): string {
  const cells = graph.node('Transpose', [conv(graph, features, kernel).name], { perm: [0, 2, 3, 1] });
  return graph.node('Reshape', [cells, graph.constant(BigInt64Array.of(-1n, BigInt(PREDICTED)), [2])]);
}

/** Box and face predictors in one convolution; the logits of background and of the unused class are not computed. */
function boxPredictor(weights: NetworkWeights, index: number): ConvKernel {
  const load = (part: string): ConvKernel => {
    const prefix = `Prediction/BoxPredictor_${index}/${part}`;
    return convKernel(
      tensorOf(weights, `${prefix}/weights`, 4),
      tensorOf(weights, `${prefix}/biases`, 1).data,
    );
  };
  const boxes = load('BoxEncodingPredictor');
  const both = stackOutputs(boxes, load('ClassPredictor'));
  const shapes = boxes.shape[0] / 4;
  const order = Array.from({ length: shapes }, (_, shape) => [
    ...[0, 1, 2, 3].map((number) => shape * 4 + number),
    shapes * 4 + shape * CLASSES + 1,
  ]);
  return pickOutputs(both, order.flat());
}

function pointwise(weights: NetworkWeights, part: 'MobilenetV1' | 'Prediction', layer: number): ConvKernel {
  const prefix = `${part}/Conv2d_${layer}_pointwise`;
  const filter = tensorOf(weights, `${prefix}/weights`, 4);
  return convKernel(filter, tensorOf(weights, `${prefix}/convolution_bn_offset`, 1).data);
}

function depthwise(weights: NetworkWeights, layer: number): ConvKernel {
  const prefix = `MobilenetV1/Conv2d_${layer}_depthwise`;
  const norm = (name: string): Float32Array => tensorOf(weights, `${prefix}/BatchNorm/${name}`, 1).data;
  const [gamma, beta, mean, variance] = [
    norm('gamma'),
    norm('beta'),
    norm('moving_mean'),
    norm('moving_variance'),
  ];
  const scale = gamma.map((value, c) => value / Math.sqrt((variance[c] ?? 0) + EPSILON));
  const offset = beta.map((value, c) => value - (mean[c] ?? 0) * (scale[c] ?? 0));
  return scaleOutput(depthwiseKernel(tensorOf(weights, `${prefix}/depthwise_weights`, 4)), scale, offset);
}
