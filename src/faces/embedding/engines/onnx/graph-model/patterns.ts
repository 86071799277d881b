import type { GraphModel, GraphNode } from '../../graph-model.js';

/** `Relu(x) + (x − |x|) · c` or `Relu(x) + (|x| − x) · c`: PReLU, as converters without that operation write it. */
export interface PReluPattern {
  /** Name of x. */
  input: string;
  /** Name of c. */
  constant: string;
  /** The slope below 0 is c times this. */
  factor: 2 | -2;
}

/** Recognises a PReLU by its last addition. */
export function matchPRelu(model: GraphModel, add: GraphNode): PReluPattern | null {
  if (add.op !== 'Add') return null;
  const [first = '', second = ''] = add.inputs;
  return matchSummands(model, first, second) ?? matchSummands(model, second, first);
}

function matchSummands(model: GraphModel, positive: string, negative: string): PReluPattern | null {
  const input = nodeOf(model, positive, 'Relu')?.inputs[0];
  const [difference = '', constant = ''] = nodeOf(model, negative, 'Mul')?.inputs ?? [];
  const [minuend = '', subtrahend = ''] = nodeOf(model, difference, 'Sub')?.inputs ?? [];
  if (input === undefined || !model.constants.has(constant)) return null;
  const isMagnitude = (name: string): boolean => nodeOf(model, name, 'Abs')?.inputs[0] === input;
  if (minuend === input && isMagnitude(subtrahend)) return { input, constant, factor: 2 };
  if (subtrahend === input && isMagnitude(minuend)) return { input, constant, factor: -2 };
  return null;
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
