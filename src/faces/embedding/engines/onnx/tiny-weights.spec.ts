import { describe, expect, it } from '@jest/globals';
import { OnnxGraph } from './onnx-graph.js';
import { flushTinyWeights } from './tiny-weights.js';

function modelWith(constants: Float32Array): Buffer {
  const graph = new OnnxGraph('test');
  const x = graph.input('x', [constants.length]);
  // Small integers in the bytes of other types look like denormals and must stay.
  graph.constant(Int32Array.of(1, 2, 3), [3]);
  graph.constant(BigInt64Array.of(1n), [1]);
  graph.output('y', graph.node('Mul', [x, graph.constant(constants, [constants.length])]), [
    constants.length,
  ]);
  return Buffer.from(graph.encode());
}

describe('flushTinyWeights', () => {
  it('zeroes floats below 1e-20 and nothing else', () => {
    const model = modelWith(Float32Array.of(1e-21, -1e-30, 1e-40, -1e-45, 0, 1e-19, -1e-19, 1));
    expect(flushTinyWeights(model)).toBe(4);
    expect(model.equals(modelWith(Float32Array.of(0, 0, 0, 0, 0, 1e-19, -1e-19, 1)))).toBe(true);
  });

  it('leaves an ordinary network as it is', () => {
    const model = modelWith(Float32Array.of(0.5, -0.25));
    const before = Buffer.from(model);
    expect(flushTinyWeights(model)).toBe(0);
    expect(model.equals(before)).toBe(true);
  });

  it.each([
    ['text', Buffer.from('this is not a network')],
    ['a truncated file', modelWith(new Float32Array(100)).subarray(0, 200)],
  ])('refuses %s', (_case, bytes) => {
    expect(() => flushTinyWeights(bytes)).toThrow(RangeError);
  });
});
