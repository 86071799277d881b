import { ProtobufWriter } from './protobuf-writer.js';

/** `TensorProto.DataType` */
const DATA_TYPE = { float32: 1, int32: 6, int64: 7 } as const;
/** `AttributeProto.AttributeType` */
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;
const OPSET = 13;

export type ConstantData = Float32Array | Int32Array | BigInt64Array;
/** A string is a dimension that the caller chooses at each run. */
export type GraphShape = readonly (number | string)[];
export type Attribute = number | readonly number[] | { float: number };

/**
 * Writes an ONNX model: nodes in the order of their creation (which is also the order of evaluation), weights inside.
 * Field numbers and enums: https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto
 */
export class OnnxGraph {
  private readonly nodes: ProtobufWriter[] = [];
  private readonly constants: ProtobufWriter[] = [];
  private readonly inputs: ProtobufWriter[] = [];
  private readonly outputs: ProtobufWriter[] = [];
  private names = 0;

  constructor(private readonly name: string) {}

  /** A float32 input. @returns its name */
  input(name: string, shape: GraphShape): string {
    this.inputs.push(valueInfo(name, shape));
    return name;
  }

  /** Declares an existing value as a float32 output, under a name of its own. */
  output(name: string, value: string, shape: GraphShape): void {
    this.nodes.push(node('Identity', [value], [name], {}));
    this.outputs.push(valueInfo(name, shape));
  }

  /** @returns the name of a tensor stored in the file */
  constant(data: ConstantData, shape: readonly number[]): string {
    const name = this.nextName('c');
    const tensor = new ProtobufWriter();
    for (const side of shape) tensor.int(1, side);
    tensor
      .int(2, dataTypeOf(data))
      .text(8, name)
      .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.constants.push(tensor);
    return name;
  }

  /** @returns the name of the node's (first) output */
  node(op: string, inputs: readonly string[], attributes: Record<string, Attribute> = {}): string {
    const output = this.nextName('v');
    this.nodes.push(node(op, inputs, [output], attributes));
    return output;
  }

  /** The file's bytes. */
  encode(): Uint8Array {
    const graph = new ProtobufWriter();
    for (const item of this.nodes) graph.message(1, item);
    graph.text(2, this.name);
    for (const item of this.constants) graph.message(5, item);
    for (const item of this.inputs) graph.message(11, item);
    for (const item of this.outputs) graph.message(12, item);
    return new ProtobufWriter()
      .int(1, IR_VERSION)
      .text(2, 'twoinone-ml')
      .message(7, graph)
      .message(8, new ProtobufWriter().text(1, '').int(2, OPSET))
      .finish();
  }

  private nextName(prefix: string): string {
    return `${prefix}${this.names++}`;
  }
}

function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, Attribute>,
): ProtobufWriter {
  const writer = new ProtobufWriter();
  for (const input of inputs) writer.text(1, input);
  for (const output of outputs) writer.text(2, output);
  writer.text(4, op);
  for (const [name, value] of Object.entries(attributes)) writer.message(5, attribute(name, value));
  return writer;
}

function attribute(name: string, value: Attribute): ProtobufWriter {
  const writer = new ProtobufWriter().text(1, name);
  if (typeof value === 'number') return writer.int(3, value).int(20, ATTRIBUTE_INT);
  if ('float' in value) return writer.float(2, value.float).int(20, ATTRIBUTE_FLOAT);
  for (const item of value) writer.int(8, item);
  return writer.int(20, ATTRIBUTE_INTS);
}

function valueInfo(name: string, shape: GraphShape): ProtobufWriter {
  const sides = new ProtobufWriter();
  for (const side of shape) {
    const dimension = new ProtobufWriter();
    sides.message(1, typeof side === 'number' ? dimension.int(1, side) : dimension.text(2, side));
  }
  const tensor = new ProtobufWriter().int(1, DATA_TYPE.float32).message(2, sides);
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
}

function dataTypeOf(data: ConstantData): number {
  if (data instanceof Float32Array) return DATA_TYPE.float32;
  if (data instanceof Int32Array) return DATA_TYPE.int32;
  return DATA_TYPE.int64;
}
