import { DETECTOR_INPUT, DETECTOR_STEP } from '../face-networks.js';
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
import { conv, type ConvOptions, type FeatureMap, imageInput, type Padding, relu6 } from './layers.js';
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
/** Layers after the backbone; every second one halves the picture and predicts larger faces. */
const EXTRA_LAYERS = 8;
/**
 * Their sides may be odd where the input is no square. Padding only behind keeps the cells where they are in the square;
 * for even sides the second zero is never read.
 */
const HALVING_PADDING: Padding = [0, 2];
const CLASSES = 3;
/** Numbers per anchor in the graph's merged predictor: four box encodings and the face logit. */
const PREDICTED = 5;

/**
 * SSD MobileNet v1 (`ssdMobilenetv1/*.ts` of face-api) with batch normalisation folded into the convolutions, in two parts.
 * This one goes as far as the smallest faces need it, five sixths of the work, and answers its features for the rest.
 */
export function fineDetectorGraph(weights: NetworkWeights): Uint8Array {
  const graph = new OnnxGraph('ssd_mobilenetv1_fine');
  const image = imageInput(graph, [1, 'height', 'width'], DETECTOR_INPUT, Array<number>(3).fill(HALF_RANGE));
  const first = scaleInput(pointwise(weights, 'MobilenetV1', 0), Array<number>(3).fill(1 / HALF_RANGE));
  const features = separables(graph, weights, layer(graph, image, first, { stride: 2 }), 1, FINE_LAYER);
  graph.output('features', features.name, [1, features.channels, 'rows', 'columns']);
  return withPredictions(graph, weights, [features], 0);
}

/** What follows `fineDetectorGraph`: the anchors for larger faces. */
export function coarseDetectorGraph(weights: NetworkWeights): Uint8Array {
  const graph = new OnnxGraph('ssd_mobilenetv1_coarse');
  const [channels] = pointwise(weights, 'MobilenetV1', FINE_LAYER).shape;
  const name = graph.input('features', [1, channels, 'rows', 'columns']);
  const features = { name, channels, side: DETECTOR_INPUT / DETECTOR_STEP };
  return withPredictions(graph, weights, coarseScales(graph, weights, features), 1);
}

/** The graph with its predictors. @param level of the first of the scales, 0 the finest */
function withPredictions(
  graph: OnnxGraph,
  weights: NetworkWeights,
  scales: FeatureMap[],
  level: number,
): Uint8Array {
  const rows = scales.map((scale, i) => predictionRows(graph, scale, boxPredictor(weights, level + i)));
  const merged = graph.node('Concat', rows, { axis: 0 });
  const column = (from: number, to: number): string =>
    graph.node('Slice', [
      merged,
      ...[from, to, 1].map((value) => graph.constant(BigInt64Array.of(BigInt(value)), [1])),
    ]);
  graph.output('boxEncodings', column(0, 4), ['anchors', 4]);
  graph.output('faceLogits', column(4, 5), ['anchors', 1]);
  return graph.encode();
}

function layer(graph: OnnxGraph, x: FeatureMap, kernel: ConvKernel, options?: ConvOptions): FeatureMap {
  return relu6(graph, conv(graph, x, kernel, options));
}

function separables(
  graph: OnnxGraph,
  weights: NetworkWeights,
  input: FeatureMap,
  from: number,
  to: number,
): FeatureMap {
  let x = input;
  for (let i = from; i <= to; i++) {
    // Only behind the finest features can a side be odd: the input's is a multiple of DETECTOR_STEP.
    const halving = i > FINE_LAYER ? { stride: 2, padding: HALVING_PADDING } : { stride: 2 };
    x = layer(graph, x, depthwise(weights, i), HALVING.has(i) ? halving : {});
    x = layer(graph, x, pointwise(weights, 'MobilenetV1', i));
  }
  return x;
}

/** The feature maps that predict larger faces, smallest first. @param fine what layer FINE_LAYER answers */
function coarseScales(graph: OnnxGraph, weights: NetworkWeights, fine: FeatureMap): FeatureMap[] {
  let x = separables(graph, weights, fine, FINE_LAYER + 1, LAST_LAYER);
  const scales = [x];
  for (let i = 0; i < EXTRA_LAYERS; i += 2) {
    x = layer(graph, x, pointwise(weights, 'Prediction', i));
    x = layer(graph, x, pointwise(weights, 'Prediction', i + 1), {
      stride: 2,
      padding: HALVING_PADDING,
    });
    scales.push(x);
  }
  return scales;
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
