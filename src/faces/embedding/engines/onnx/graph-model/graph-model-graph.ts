import { reasonOf } from '../../../../../common/reason-of.js';
import type { GraphModel, GraphNode } from '../../graph-model.js';
import type { RecognitionNetwork } from '../../recognition-network.js';
import type { WeightTensor } from '../../weights.js';
import { composed, type ConvKernel, convKernel, depthwiseKernel } from '../conv-kernel.js';
import { conv, imageInput, NO_PADDING, prelu, relu } from '../layers.js';
import { OnnxGraph } from '../onnx-graph.js';
import { convolutionSettings } from './convolution-settings.js';
import { matchPixelPair, matchPRelu, matchUnitLength } from './patterns.js';
import { binary, isBinary, isUnary, unary, type Value } from './values.js';

/** What the network's `encode` calls its output. */
export const ENCODINGS = 'encodings';

/**
 * A recognition network of TensorFlow.js' converter as an ONNX graph: pixels 0..255 in, one vector an image out.
 * @throws Error that names the node and its operation, when this reader does not know it
 */
export function graphModelGraph(model: GraphModel, network: RecognitionNetwork): Uint8Array {
  const graph = new OnnxGraph(network.name);
  const output = new GraphReader(graph, model, network).value(model.output);
  if (output.kind !== 'vector' || output.length !== network.dimension) {
    throw new Error(
      `its output "${model.output}" is not one vector of ${network.dimension} numbers an image`,
    );
  }
  graph.output(ENCODINGS, output.name, ['count', network.dimension]);
  return graph.encode();
}

type KernelOf = (filter: WeightTensor, bias?: Float32Array) => ConvKernel;

/** Follows the graph from its output to its input and writes each node after those that it needs. */
class GraphReader {
  private readonly known = new Map<string, Value>();
  private readonly begun = new Set<string>();

  constructor(
    private readonly graph: OnnxGraph,
    private readonly model: GraphModel,
    private readonly network: RecognitionNetwork,
  ) {}

  value(name: string): Value {
    const known = this.known.get(name);
    if (known) return known;
    if (this.begun.has(name)) throw new Error(`"${name}" needs its own result`);
    this.begun.add(name);
    const value = this.compute(name);
    this.known.set(name, value);
    return value;
  }

  private compute(name: string): Value {
    const tensor = this.model.constants.get(name);
    if (tensor) return { kind: 'constant', tensor };
    const node = this.model.nodes.get(name);
    if (!node) throw new Error(`it uses "${name}", which it does not define`);
    const pattern = this.pattern(node);
    if (pattern) return pattern;
    try {
      return this.operation(node);
    } catch (error) {
      if (error instanceof NodeError) throw error;
      throw new NodeError(node, reasonOf(error));
    }
  }

  private pattern(node: GraphNode): Value | null {
    const match = matchPRelu(this.model, node);
    if (match) {
      const x = this.value(match.input);
      const constant = this.model.constants.get(match.constant);
      if (x.kind !== 'map' || constant?.data.length !== x.channels) return null;
      const slopes = constant.data.map((value) => match.factor * value);
      return { kind: 'map', ...prelu(this.graph, x, slopes) };
    }
    const unscaled = matchUnitLength(this.model, node);
    if (unscaled === null) return null;
    const x = this.value(unscaled);
    if (x.kind !== 'vector') return null;
    return { ...x, name: this.graph.node('LpNormalization', [x.name], { axis: 1, p: 2 }) };
  }

  private operation(node: GraphNode): Value {
    const { op, inputs } = node;
    const input = (index: number): Value => this.value(inputs[index] ?? '');
    if (isUnary(op)) return unary(this.graph, op, input(0));
    if (isBinary(op)) return binary(this.graph, op, input(0), input(1));
    switch (op) {
      case 'Placeholder':
        return this.image();
      case '_FusedConv2D':
        return this.convolution(node, convKernel);
      case 'FusedDepthwiseConv2dNative':
        return this.convolution(node, depthwiseKernel);
      case 'Square':
        return binary(this.graph, 'Mul', input(0), input(0));
      case 'Squeeze':
        return this.squeeze(node, input(0));
      case 'Sum':
        return this.sum(node, input(0));
      default:
        throw new Error('not an operation that this reader knows');
    }
  }

  /** The network sees (value − mean) / std, in its own channel order; the graph is given RGB. */
  private image(): Value {
    const { inputSize, channels } = this.network;
    const ofRgb = (values: readonly number[]) => (channels === 'rgb' ? values : values.toReversed());
    const mean = ofRgb(this.network.mean);
    const factors = Float32Array.from(ofRgb(this.network.std), (value) => 1 / value);
    const x = imageInput(this.graph, ['count', inputSize, inputSize], inputSize, mean);
    const scaled = this.graph.node('Mul', [x.name, this.graph.constant(factors, [1, 3, 1, 1])]);
    if (channels === 'rgb') return { ...x, kind: 'map', name: scaled };
    const order = this.graph.constant(BigInt64Array.from([2n, 1n, 0n]), [3]);
    return { ...x, kind: 'map', name: this.graph.node('Gather', [scaled, order], { axis: 1 }) };
  }

  private convolution(node: GraphNode, kernelOf: KernelOf): Value {
    const first = matchPixelPair(this.model, node);
    const x = this.value((first ?? node).inputs[0] ?? '');
    if (x.kind !== 'map') throw new Error('it is not a picture');
    const { stride, isPadded, isRectified } = convolutionSettings(node.attributes);
    const own = this.kernel(node, kernelOf);
    const kernel = first ? composed(this.kernel(first, convKernel), own) : own;
    const result = conv(this.graph, x, kernel, { stride, ...(!isPadded && { padding: NO_PADDING }) });
    return { kind: 'map', ...(isRectified ? relu(this.graph, result) : result) };
  }

  private kernel({ inputs }: GraphNode, kernelOf: KernelOf): ConvKernel {
    const [filter, bias] = inputs.slice(1).map((name) => this.model.constants.get(name));
    if (!filter || !bias) throw new Error('its weights are not fixed');
    const [height, width] = filter.shape;
    if (height !== width) throw new Error('a kernel that is no square');
    return kernelOf(filter, bias.data);
  }

  private squeeze({ attributes }: GraphNode, x: Value): Value {
    const axes = attributes.numbers('squeeze_dims');
    if (x.kind !== 'map' || x.side !== 1 || axes.join() !== '1,2')
      throw new Error('it does not take a picture of one pixel to a vector');
    return { kind: 'vector', name: this.graph.node('Flatten', [x.name], { axis: 1 }), length: x.channels };
  }

  private sum({ inputs, attributes }: GraphNode, x: Value): Value {
    const axis = this.model.constants.get(inputs[1] ?? '')?.data;
    if (x.kind !== 'vector' || ![1, -1].includes(axis?.[0] ?? NaN) || !attributes.flag('keep_dims'))
      throw new Error('it does not sum the numbers of a vector');
    const axes = this.graph.constant(BigInt64Array.of(1n), [1]);
    return { kind: 'vector', name: this.graph.node('ReduceSum', [x.name, axes], { keepdims: 1 }), length: 1 };
  }
}

class NodeError extends Error {
  constructor({ name, op }: GraphNode, fault: string) {
    super(`${op} "${name}": ${fault}`);
  }
}
