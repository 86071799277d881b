import { DETECTOR_INPUT } from '../face-networks.js';
import { type NetworkWeights, tensorOf } from '../weights.js';
import {
  type ConvKernel,
  convKernel,
  depthwiseKernel,
  pickOutputs,
  scaleInput,
  scaleOutput,
  shiftInput,
  stackOutputs,
} from './conv-kernel.js';
import { conv, type ConvOptions, type FeatureMap, imageInput, type Padding, relu6 } from './layers.js';
import { OnnxGraph } from './onnx-graph.js';
import { dequantize, quantizedConv, quantizedImage, type QuantizedMap } from './quantized-layers.js';

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

export type Precision = 'float32' | 'int8';

/**
 * SSD MobileNet v1 (`ssdMobilenetv1/*.ts` of face-api) with batch normalisation folded into the convolutions.
 * `int8` keeps the predictors in float32.
 */
export function detectorGraph(weights: NetworkWeights, precision: Precision): Uint8Array {
  const graph = new OnnxGraph('ssd_mobilenetv1');
  const first = pointwise(weights, 'MobilenetV1', 0);
  const features =
    precision === 'int8' ? int8Features(graph, weights, first) : floatFeatures(graph, weights, first);
  const rows = features.map((scale, i) => predictionRows(graph, scale, boxPredictor(weights, i)));
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

function floatFeatures(graph: OnnxGraph, weights: NetworkWeights, first: ConvKernel): FeatureMap[] {
  const image = imageInput(graph, [1, 'height', 'width'], DETECTOR_INPUT, Array<number>(3).fill(HALF_RANGE));
  const layer: Layer<FeatureMap> = (x, kernel, options) => relu6(graph, conv(graph, x, kernel, options));
  const scaled = scaleInput(first, Array<number>(3).fill(1 / HALF_RANGE));
  return backbone(weights, layer(image, scaled, { stride: 2 }), layer);
}

function int8Features(graph: OnnxGraph, weights: NetworkWeights, first: ConvKernel): FeatureMap[] {
  const image = quantizedImage(graph, DETECTOR_INPUT);
  const layer: Layer<QuantizedMap> = (x, kernel, options) => quantizedConv(graph, x, kernel, options);
  const shifted = shiftInput(first, 0.5 / HALF_RANGE);
  return backbone(weights, layer(image, shifted, { stride: 2 }), layer).map((scale) =>
    dequantize(graph, scale),
  );
}

type Layer<Map> = (x: Map, kernel: ConvKernel, options?: ConvOptions) => Map;

/** @param first output of the first convolution @returns the six feature maps that predict, finest first */
function backbone<Map>(weights: NetworkWeights, first: Map, layer: Layer<Map>): Map[] {
  const scales: Map[] = [];
  let x = first;
  for (let i = 1; i <= LAST_LAYER; i++) {
    x = layer(x, depthwise(weights, i), { stride: HALVING.has(i) ? 2 : 1 });
    x = layer(x, pointwise(weights, 'MobilenetV1', i));
    if (i === FINE_LAYER || i === LAST_LAYER) scales.push(x);
  }
  for (let i = 0; i < EXTRA_LAYERS; i += 2) {
    x = layer(x, pointwise(weights, 'Prediction', i));
    x = layer(x, pointwise(weights, 'Prediction', i + 1), { stride: 2, padding: HALVING_PADDING });
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
