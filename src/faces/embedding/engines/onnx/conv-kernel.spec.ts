import { describe, expect, it } from '@jest/globals';
import {
  composed,
  type ConvKernel,
  convKernel,
  depthwiseKernel,
  pickOutputs,
  scaleInput,
  scaleOutput,
  stackOutputs,
} from './conv-kernel.js';

const SHAPE = [3, 2, 4, 5] as const;
const ramp = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i + 1));
const filter = { shape: [...SHAPE], data: ramp(3 * 2 * 4 * 5) };
const patch = ramp(3 * 2 * 4);

/** One application of a convolution to a patch of height x width x in, TensorFlow's definition. */
function tensorflow(input: Float32Array, bias: Float32Array): number[] {
  return Array.from(bias, (start, o) =>
    input.reduce((sum, value, i) => sum + value * (filter.data[i * SHAPE[3] + o] ?? 0), start),
  );
}

/** The same from a kernel in ONNX's layout. */
function onnx(kernel: ConvKernel, input: Float32Array): number[] {
  const [outputs, channels, height, width] = kernel.shape;
  return Array.from({ length: outputs }, (_, o) => {
    let sum = kernel.bias[o] ?? 0;
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < height * width; p++)
        sum +=
          (kernel.weights[(o * channels + c) * height * width + p] ?? 0) * (input[p * channels + c] ?? 0);
    return sum;
  });
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
}

describe('convolution kernels', () => {
  const bias = ramp(5);
  const kernel = convKernel(filter, bias);
  const plain = tensorflow(patch, bias);

  it("compute TensorFlow's convolution in ONNX's layout", () => {
    expect(kernel.shape).toEqual([5, 4, 3, 2]);
    expectClose(onnx(kernel, patch), plain);
  });

  it('keep one input channel per group when depthwise', () => {
    const depthwise = depthwiseKernel({ shape: [1, 2, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect(depthwise).toMatchObject({ shape: [3, 1, 1, 2], groups: 3 });
    expect([...depthwise.weights]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...depthwise.bias]).toEqual([0, 0, 0]);
  });

  it('take a scale and an offset of the output', () => {
    const [scale, offset] = [ramp(5).map((value) => value * 2), ramp(5).map((value) => value - 1)];
    const expected = plain.map((value, o) => value * (scale[o] ?? 0) + (offset[o] ?? 0));
    expectClose(onnx(scaleOutput(kernel, scale, offset), patch), expected);
  });

  it('take a factor of each input channel', () => {
    const factor = [0.5, -2, 3, 1];
    const scaled = patch.map((value, i) => value * (factor[i % 4] ?? 0));
    expectClose(onnx(scaleInput(kernel, factor), patch), tensorflow(scaled, bias));
  });

  it('of one pixel are one, where one follows the other', () => {
    const pixel = (channelsIn: number, bias: Float32Array) =>
      convKernel({ shape: [1, 1, channelsIn, bias.length], data: ramp(channelsIn * bias.length) }, bias);
    const [first, second] = [pixel(4, ramp(3)), pixel(3, ramp(6))];
    const input = ramp(4);
    expectClose(onnx(composed(first, second), input), onnx(second, Float32Array.from(onnx(first, input))));
  });

  it('are stacked and picked by output channel', () => {
    const stacked = pickOutputs(stackOutputs(kernel, kernel), [7, 0, 4]);
    expect(stacked.shape).toEqual([3, 4, 3, 2]);
    expectClose(onnx(stacked, patch), [plain[2] ?? NaN, plain[0] ?? NaN, plain[4] ?? NaN]);
  });
});
