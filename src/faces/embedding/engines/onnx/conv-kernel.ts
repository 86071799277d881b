import type { WeightTensor } from '../weights.js';

/** A convolution's parameters in ONNX's layout. */
export interface ConvKernel {
  /** Output channels, input channels per group, height, width. */
  shape: readonly [number, number, number, number];
  /** Row-major in `shape`. */
  weights: Float32Array;
  /** One per output channel. */
  bias: Float32Array;
  groups: number;
}

/** @param filter height x width x in x out, TensorFlow's layout */
export function convKernel(filter: WeightTensor, bias?: Float32Array): ConvKernel {
  const [height = 0, width = 0, channelsIn = 0, channelsOut = 0] = filter.shape;
  const weights = new Float32Array(filter.data.length);
  let target = 0;
  for (let o = 0; o < channelsOut; o++)
    for (let i = 0; i < channelsIn; i++)
      for (let p = 0; p < height * width; p++)
        weights[target++] = filter.data[(p * channelsIn + i) * channelsOut + o] ?? 0;
  return {
    shape: [channelsOut, channelsIn, height, width],
    weights,
    bias: bias ?? new Float32Array(channelsOut),
    groups: 1,
  };
}

/** @param filter height x width x channels x 1, TensorFlow's layout of a depthwise convolution */
export function depthwiseKernel(filter: WeightTensor, bias?: Float32Array): ConvKernel {
  const [height = 0, width = 0, channels = 0] = filter.shape;
  const swapped = { shape: [height, width, 1, channels], data: filter.data };
  return { ...convKernel(swapped, bias), groups: channels };
}

/** The kernel of y = scale · conv(x) + offset, per output channel. */
export function scaleOutput(kernel: ConvKernel, scale: Float32Array, offset: Float32Array): ConvKernel {
  const perOutput = kernel.weights.length / kernel.shape[0];
  return {
    ...kernel,
    weights: kernel.weights.map((weight, i) => weight * (scale[Math.floor(i / perOutput)] ?? 0)),
    bias: kernel.bias.map((value, o) => value * (scale[o] ?? 0) + (offset[o] ?? 0)),
  };
}

/** The kernel of conv(factor · x), per input channel. Zero padding stays exact, since 0 · factor = 0. */
export function scaleInput(kernel: ConvKernel, factor: readonly number[]): ConvKernel {
  const [, channelsIn, height, width] = kernel.shape;
  const area = height * width;
  return {
    ...kernel,
    weights: kernel.weights.map((weight, i) => weight * (factor[Math.floor(i / area) % channelsIn] ?? 0)),
  };
}

/** The kernel that computes only these output channels, in this order. */
export function pickOutputs(kernel: ConvKernel, outputs: readonly number[]): ConvKernel {
  const [, channelsIn, height, width] = kernel.shape;
  const size = channelsIn * height * width;
  const weights = new Float32Array(outputs.length * size);
  outputs.forEach((output, i) =>
    weights.set(kernel.weights.subarray(output * size, (output + 1) * size), i * size),
  );
  return {
    ...kernel,
    shape: [outputs.length, channelsIn, height, width],
    weights,
    bias: Float32Array.from(outputs, (output) => kernel.bias[output] ?? 0),
  };
}

/** The kernel of second(first(x)), both of one pixel. */
export function composed(first: ConvKernel, second: ConvKernel): ConvKernel {
  const [between, channelsIn] = first.shape;
  const [channelsOut] = second.shape;
  const weights = new Float32Array(channelsOut * channelsIn);
  const bias = new Float32Array(channelsOut);
  const row = new Float64Array(channelsIn);
  for (let o = 0; o < channelsOut; o++) {
    row.fill(0);
    let offset = second.bias[o] ?? 0;
    for (let b = 0; b < between; b++) {
      const weight = second.weights[o * between + b] ?? 0;
      offset += weight * (first.bias[b] ?? 0);
      for (let i = 0; i < channelsIn; i++)
        row[i] = (row[i] ?? 0) + weight * (first.weights[b * channelsIn + i] ?? 0);
    }
    weights.set(row, o * channelsIn);
    bias[o] = offset;
  }
  return { shape: [channelsOut, channelsIn, 1, 1], weights, bias, groups: 1 };
}

/** One kernel that computes the outputs of both, those of `a` first. Both see the same input. */
export function stackOutputs(a: ConvKernel, b: ConvKernel): ConvKernel {
  return {
    ...a,
    shape: [a.shape[0] + b.shape[0], a.shape[1], a.shape[2], a.shape[3]],
    weights: joined(a.weights, b.weights),
    bias: joined(a.bias, b.bias),
  };
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
