/** What `torch.save` of PyTorch before 1.6 wrote, piece by piece, so that a test can put any other piece in its place. */

export const op = (code: number): Buffer => Buffer.of(code);
const MARK = op(0x28);
export const EMPTY_TUPLE = op(0x29);
export const REDUCE = op(0x52);
const SETITEM = op(0x73);
const STOP = op(0x2e);
const TUPLE = op(0x74);
const PROTOCOL_2 = Buffer.of(0x80, 2);
const MAGIC_AND_VERSION = Buffer.from('80028a0a6cfc9c46f9206aa850192e80024de9032e', 'hex');

export function text(value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(value));
  return Buffer.concat([op(0x58), length, Buffer.from(value)]);
}

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return Buffer.concat([op(0x4a), bytes]);
}

export function name(module: string, attribute: string): Buffer {
  return Buffer.concat([op(0x63), Buffer.from(`${module}\n${attribute}\n`)]);
}

export function tuple(...items: Buffer[]): Buffer {
  return Buffer.concat([MARK, ...items, TUPLE]);
}

export interface StoredTensor {
  storage: string;
  type?: string;
  /** Numbers in the storage. */
  count: number;
  first?: number;
  shape: number[];
  strides: number[];
}

/** The call that rebuilds it. */
export function tensor({
  storage,
  type = 'FloatStorage',
  count,
  first = 0,
  shape,
  strides,
}: StoredTensor): Buffer {
  const id = tuple(text('storage'), name('torch', type), text(storage), text('cpu'), int(count), op(0x4e));
  const hooks = Buffer.concat([name('collections', 'OrderedDict'), EMPTY_TUPLE, REDUCE]);
  const sides = (numbers: number[]) => tuple(...numbers.map(int));
  return Buffer.concat([
    name('torch._utils', '_rebuild_tensor_v2'),
    tuple(Buffer.concat([id, op(0x51)]), int(first), sides(shape), sides(strides), op(0x89), hooks),
    REDUCE,
  ]);
}

/** An OrderedDict with these items, as one value. */
export function dictionary(items: Record<string, Buffer>): Buffer {
  const set = Object.entries(items).flatMap(([key, value]) => [text(key), value, SETITEM]);
  return Buffer.concat([name('collections', 'OrderedDict'), EMPTY_TUPLE, REDUCE, ...set]);
}

/** @param storages by name: the bytes of their numbers, and how many those are said to be */
export function checkpoint(
  state: Buffer,
  storages: Record<string, { bytes: Uint8Array; count: number }>,
): Buffer {
  const pickle = (value: Buffer) => Buffer.concat([PROTOCOL_2, value, STOP]);
  const system = Buffer.concat([op(0x7d), text('little_endian'), op(0x88), SETITEM]);
  const names = Buffer.concat([op(0x5d), MARK, ...Object.keys(storages).map(text), op(0x65)]);
  const numbers = Object.values(storages).flatMap(({ bytes, count }) => {
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(count));
    return [length, Buffer.from(bytes)];
  });
  return Buffer.concat([MAGIC_AND_VERSION, pickle(system), pickle(state), pickle(names), ...numbers]);
}

export function floats(...values: number[]): { bytes: Uint8Array; count: number } {
  return { bytes: new Uint8Array(Float32Array.from(values).buffer), count: values.length };
}
