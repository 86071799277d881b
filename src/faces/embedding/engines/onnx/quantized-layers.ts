import type { ConvKernel } from './conv-kernel.js';
import { type ConvOptions, type FeatureMap, outputSide, samePadding } from './layers.js';
import type { OnnxGraph } from './onnx-graph.js';

/** A uint8 feature map whose values stand for (value − zeroPoint) · scale. */
export interface QuantizedMap extends FeatureMap {
  scale: number;
  zeroPoint: number;
}

/**
 * Activations after ReLU6 lie in 0..6 by construction, so one scale for all layers needs no calibration, and saturating
 * at 0 and 255 *is* the ReLU6.
 */
const ACTIVATION_SCALE = 6 / 255;
const INT8_MAX = 127;
/** Where a dead channel's weights are almost nothing its bias decides, and must still fit into 32 bits. */
const BIAS_MAX = 2 ** 30;
/** A channel of zeros keeps a scale that the runtime can divide by. */
const LEAST_SCALE = 1e-12;

/**
 * The image, 1 x height x width x 3 in 0..255, rounded to whole grey levels that stand for (level − 128) / 127.5: the integer next
 * to the network's own zero, 127.5.
 */
export function quantizedImage(graph: OnnxGraph, side: number): QuantizedMap {
  const pixels = graph.input('rgb', [1, 'height', 'width', 3]);
  const levels = graph.node('QuantizeLinear', [pixels, ...parameters(graph, 1, 0)]);
  const name = graph.node('Transpose', [levels], { perm: [0, 3, 1, 2] });
  return { name, channels: 3, side, scale: 1 / 127.5, zeroPoint: 128 };
}

export function dequantize(graph: OnnxGraph, x: QuantizedMap): FeatureMap {
  const name = graph.node('DequantizeLinear', [x.name, ...parameters(graph, x.scale, x.zeroPoint)]);
  return { name, channels: x.channels, side: x.side };
}

/**
 * "Same" convolution and ReLU6 on uint8 activations with int8 weights, one scale per output channel, summed in int32.
 * Without VNNI instructions the runtime adds pairs of products in 16 bits, which can saturate.
 */
export function quantizedConv(
  graph: OnnxGraph,
  x: QuantizedMap,
  kernel: ConvKernel,
  { stride = 1, padding = samePadding(x.side, kernel.shape[2], stride) }: ConvOptions = {},
): QuantizedMap {
  const [channels, , size] = kernel.shape;
  const perOutput = kernel.weights.length / channels;
  const scales = Float32Array.from(kernel.bias, (bias, o) => {
    const row = kernel.weights.subarray(o * perOutput, (o + 1) * perOutput);
    const largest = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
    return Math.max(largest / INT8_MAX, Math.abs(bias) / (x.scale * BIAS_MAX), LEAST_SCALE);
  });
  const scaleAt = (output: number): number => scales[output] ?? 1;
  const weights = Int8Array.from(kernel.weights, (weight, i) =>
    Math.round(weight / scaleAt(Math.floor(i / perOutput))),
  );
  const bias = Int32Array.from(kernel.bias, (value, o) => Math.round(value / (scaleAt(o) * x.scale)));

  const [before, after] = padding;
  const inputs = [
    x.name,
    ...parameters(graph, x.scale, x.zeroPoint),
    graph.constant(weights, kernel.shape),
    graph.constant(scales, [channels]),
    graph.constant(new Int8Array(channels), [channels]),
    ...parameters(graph, ACTIVATION_SCALE, 0),
    graph.constant(bias, [channels]),
  ];
  const name = graph.node('QLinearConv', inputs, {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [before, before, after, after],
    group: kernel.groups,
  });
  const side = outputSide(x.side, size, stride, before + after);
  return { name, channels, side, scale: ACTIVATION_SCALE, zeroPoint: 0 };
}

function parameters(graph: OnnxGraph, scale: number, zeroPoint: number): [scale: string, zeroPoint: string] {
  return [graph.constant(Float32Array.of(scale), []), graph.constant(Uint8Array.of(zeroPoint), [])];
}
