import type { WeightTensor } from '../../weights.js';
import type { FeatureMap } from '../layers.js';
import type { OnnxGraph } from '../onnx-graph.js';

/** What a node of a TensorFlow graph computes, in ONNX's layout. */
export type Value =
  | { kind: 'constant'; tensor: WeightTensor }
  /** count x channels x side x side; TensorFlow has the channels last. */
  | (FeatureMap & { kind: 'map' })
  /** count x length */
  | { kind: 'vector'; name: string; length: number };

export type Computed = Exclude<Value, { kind: 'constant' }>;

/** ONNX's name of an operation on two values, and what it does with two numbers. */
const BINARY = {
  Add: { onnx: 'Add', compute: (a: number, b: number) => a + b },
  Sub: { onnx: 'Sub', compute: (a: number, b: number) => a - b },
  Mul: { onnx: 'Mul', compute: (a: number, b: number) => a * b },
  Maximum: { onnx: 'Max', compute: (a: number, b: number) => Math.max(a, b) },
} as const;

/** The chain of ONNX's operations that one on one value is, and what it does with a number. */
const UNARY = {
  Relu: { onnx: ['Relu'], compute: (a: number) => Math.max(a, 0) },
  Abs: { onnx: ['Abs'], compute: (a: number) => Math.abs(a) },
  Rsqrt: { onnx: ['Sqrt', 'Reciprocal'], compute: (a: number) => 1 / Math.sqrt(a) },
} as const;

export const isBinary = (op: string): op is keyof typeof BINARY => Object.hasOwn(BINARY, op);
export const isUnary = (op: string): op is keyof typeof UNARY => Object.hasOwn(UNARY, op);

/** A constant when the value is one. */
export function unary(graph: OnnxGraph, op: keyof typeof UNARY, x: Value): Value {
  const { onnx, compute } = UNARY[op];
  if (x.kind === 'constant') return constant(x.tensor.shape, x.tensor.data.map(compute));
  return { ...x, name: onnx.reduce((name: string, each) => graph.node(each, [name]), x.name) };
}

/** A constant when both values are. @throws Error when the shapes do not fit */
export function binary(graph: OnnxGraph, op: keyof typeof BINARY, a: Value, b: Value): Value {
  const { onnx, compute } = BINARY[op];
  const like = largest(a, b);
  if (like === null) return foldConstants(a, b, compute);
  return { ...like, name: graph.node(onnx, [operand(graph, a, like), operand(graph, b, like)]) };
}

/** The name of a value that is to be combined with `like`, a constant of one number or one a channel in a fitting shape. */
function operand(graph: OnnxGraph, value: Value, like: Computed): string {
  if (value.kind === 'constant') {
    const { data } = value.tensor;
    if (data.length !== 1 && data.length !== channelsOf(like)) throw misfit(value, like);
    return graph.constant(data, like.kind === 'map' ? [data.length, 1, 1] : [data.length]);
  }
  const fits =
    value.kind === 'map'
      ? like.kind === 'map' && value.channels === like.channels && value.side === like.side
      : like.kind === 'vector' && (value.length === like.length || value.length === 1);
  if (!fits) throw misfit(value, like);
  return value.name;
}

/** The value whose shape a combination has; null when both are constants. */
function largest(a: Value, b: Value): Computed | null {
  if (a.kind === 'constant') return b.kind === 'constant' ? null : b;
  return b.kind === 'constant' || channelsOf(a) >= channelsOf(b) ? a : b;
}

function foldConstants(a: Value, b: Value, compute: (a: number, b: number) => number): Value {
  if (a.kind !== 'constant' || b.kind !== 'constant') throw new Error('only constants are folded');
  const [left, right] = [a.tensor.data, b.tensor.data];
  const longer = left.length < right.length ? b : a;
  if (left.length !== right.length && Math.min(left.length, right.length) !== 1) throw misfit(a, b);
  const at = (data: Float32Array, i: number): number => data[data.length === 1 ? 0 : i] ?? NaN;
  return constant(
    longer.tensor.shape,
    longer.tensor.data.map((_, i) => compute(at(left, i), at(right, i))),
  );
}

function constant(shape: number[], data: Float32Array): Value {
  return { kind: 'constant', tensor: { shape, data } };
}

function channelsOf(value: Computed): number {
  return value.kind === 'map' ? value.channels : value.length;
}

function misfit(a: Value, b: Value): Error {
  return new Error(`${shapeOf(a)} do not fit ${shapeOf(b)}`);
}

function shapeOf(value: Value): string {
  if (value.kind === 'constant') return `constants of shape [${value.tensor.shape.join(', ')}]`;
  if (value.kind === 'vector') return `${value.length} numbers`;
  return `${value.channels} channels of ${value.side} x ${value.side}`;
}
