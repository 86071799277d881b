import type { GraphModel, GraphNode } from '../../graph-model.js';

/** `Relu(x) + (x − |x|) · half`: PReLU with the slope 2 · half below 0, as converters without that operation write it. */
export interface PReluPattern {
  /** Name of x. */
  input: string;
  /** Name of the constant `half`. */
  halfSlope: string;
  /** The first summand is x itself: right where a ReLU is fused into x, and then both summands are x and 0. */
  isRectified: boolean;
}

/** Recognises a PReLU by its last addition. */
export function matchPRelu(model: GraphModel, add: GraphNode): PReluPattern | null {
  if (add.op !== 'Add') return null;
  const [first = '', second = ''] = add.inputs;
  return matchSummands(model, first, second) ?? matchSummands(model, second, first);
}

function matchSummands(model: GraphModel, positive: string, negative: string): PReluPattern | null {
  const product = nodeOf(model, negative, 'Mul');
  const [difference = '', halfSlope = ''] = product?.inputs ?? [];
  const [input = '', magnitude = ''] = nodeOf(model, difference, 'Sub')?.inputs ?? [];
  if (!model.constants.has(halfSlope) || nodeOf(model, magnitude, 'Abs')?.inputs[0] !== input) return null;
  if (nodeOf(model, positive, 'Relu')?.inputs[0] === input) return { input, halfSlope, isRectified: false };
  if (positive === input && isRectified(model, input)) return { input, halfSlope, isRectified: true };
  return null;
}

function isRectified(model: GraphModel, name: string): boolean {
  return model.nodes.get(name)?.attributes.texts('fused_ops').at(-1) === 'Relu';
}

/** Recognises `x · Rsqrt(Maximum(Sum(Square(x)), ε))`, x scaled to length 1, by its product. @returns the name of x */
export function matchUnitLength(model: GraphModel, product: GraphNode): string | null {
  if (product.op !== 'Mul') return null;
  const [input = '', scale = ''] = product.inputs;
  const [limited = ''] = nodeOf(model, scale, 'Rsqrt')?.inputs ?? [];
  const [sum = '', least = ''] = nodeOf(model, limited, 'Maximum')?.inputs ?? [];
  const [square = '', axis = ''] = nodeOf(model, sum, 'Sum')?.inputs ?? [];
  const isWhole = [1, -1].includes(model.constants.get(axis)?.data[0] ?? NaN);
  if (!isWhole || !model.constants.has(least)) return null;
  return nodeOf(model, square, 'Square')?.inputs[0] === input ? input : null;
}

function nodeOf(model: GraphModel, name: string, op: string): GraphNode | null {
  const node = model.nodes.get(name);
  return node?.op === op ? node : null;
}
