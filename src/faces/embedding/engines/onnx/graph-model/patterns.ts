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
  const [first, second] = inputsOf(add, 'Add');
  return matchSummands(model, first, second) ?? matchSummands(model, second, first);
}

function matchSummands(model: GraphModel, positive: string, negative: string): PReluPattern | null {
  const [input] = inputsOf(model.nodes.get(positive), 'Relu');
  const [difference, constant] = inputsOf(model.nodes.get(negative), 'Mul');
  const [minuend, subtrahend] = inputsOf(model.nodes.get(difference), 'Sub');
  if (input === '' || !model.constants.has(constant)) return null;
  const isMagnitude = (name: string): boolean => inputsOf(model.nodes.get(name), 'Abs')[0] === input;
  if (minuend === input && isMagnitude(subtrahend)) return { input, constant, factor: 2 };
  if (subtrahend === input && isMagnitude(minuend)) return { input, constant, factor: -2 };
  return null;
}

/** Recognises `x · Rsqrt(Maximum(Sum(Square(x)), ε))`, x scaled to length 1, by its product. @returns the name of x */
export function matchUnitLength(model: GraphModel, product: GraphNode): string | null {
  const [input, scale] = inputsOf(product, 'Mul');
  const [limited] = inputsOf(model.nodes.get(scale), 'Rsqrt');
  const [sum, least] = inputsOf(model.nodes.get(limited), 'Maximum');
  const [square, axis] = inputsOf(model.nodes.get(sum), 'Sum');
  const isWhole = [1, -1].includes(model.constants.get(axis)?.data[0] ?? NaN);
  if (!isWhole || !model.constants.has(least)) return null;
  return inputsOf(model.nodes.get(square), 'Square')[0] === input ? input : null;
}

/** The first two inputs of a node of that operation; empty where there is none. */
function inputsOf(node: GraphNode | undefined, op: string): readonly [string, string] {
  const [first = '', second = ''] = node?.op === op ? node.inputs : [];
  return [first, second];
}
