import type { GraphModel, GraphNode } from '../../graph-model.js';
import { convolutionSettings } from './convolution-settings.js';

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

/**
 * Recognises a convolution of one pixel whose picture is another's, with nothing between them and no other use of it: one matrix,
 * where that is less work than two.
 * @returns the first of the two
 */
export function matchPixelPair(model: GraphModel, second: GraphNode): GraphNode | null {
  const [name] = inputsOf(second, '_FusedConv2D');
  const first = model.nodes.get(name);
  const [channelsIn, between] = pixelChannels(model, first);
  const [, channelsOut] = pixelChannels(model, second);
  const isLess = channelsIn * channelsOut < between * (channelsIn + channelsOut);
  if (first === undefined || !isLess || usesOf(model, name) > 1) return null;
  const { stride, isRectified } = convolutionSettings(first.attributes);
  return stride === 1 && !isRectified ? first : null;
}

/** Channels before and after a convolution of one pixel; NaN where it is something else. */
function pixelChannels(model: GraphModel, node: GraphNode | undefined): readonly [number, number] {
  const [, filter] = inputsOf(node, '_FusedConv2D');
  const [height, width, before = NaN, after = NaN] = model.constants.get(filter)?.shape ?? [];
  return height === 1 && width === 1 ? [before, after] : [NaN, NaN];
}

function usesOf(model: GraphModel, name: string): number {
  return [...model.nodes.values()].filter(({ inputs }) => inputs.includes(name)).length;
}

/** The first two inputs of a node of that operation; empty where there is none. */
function inputsOf(node: GraphNode | undefined, op: string): readonly [string, string] {
  const [first = '', second = ''] = node?.op === op ? node.inputs : [];
  return [first, second];
}
