/** What a pickle may hold. Tuples and lists are arrays; dictionaries are maps. */
export type Pickled =
  null | boolean | number | string | Callable | PickledObject | Pickled[] | Map<Pickled, Pickled>;

/** Something of the caller's own that a pickle's callables give and take. */
export abstract class PickledObject {
  protected readonly isPickledObject = true;
}

/** What stands for one of Python's names: never Python's own, nothing is imported. */
export class Callable {
  /** @throws Error for arguments that it does not take */
  constructor(readonly call: (args: readonly Pickled[]) => Pickled) {}
}

export interface PickleNames {
  /** By `module name`; every other name is refused. */
  callables: ReadonlyMap<string, Callable>;
  /** What a persistent id stands for. @throws Error for one that is unknown */
  persistent: (id: Pickled) => Pickled;
}

/** Between what was on the stack and what a tuple, list or dictionary is made of. */
const MARK = Symbol('mark');
type Operation = (reader: PickleReader) => void;

/**
 * The operations that a dictionary of tensors is written with, of the 68 that the language has; every other one is refused.
 * https://github.com/python/cpython/blob/v3.13.0/Lib/pickletools.py
 */
const OPERATIONS: Readonly<Record<number, Operation>> = {
  0x80: (reader) => reader.protocol(),
  0x28: (reader) => reader.push(MARK), // MARK
  0x4e: (reader) => reader.push(null), // NONE
  0x88: (reader) => reader.push(true), // NEWTRUE
  0x89: (reader) => reader.push(false), // NEWFALSE
  0x4a: (reader) => reader.push(reader.take(4).readInt32LE()), // BININT
  0x4b: (reader) => reader.push(reader.take(1).readUInt8()), // BININT1
  0x4d: (reader) => reader.push(reader.take(2).readUInt16LE()), // BININT2
  0x58: (reader) => reader.push(reader.take(reader.take(4).readUInt32LE()).toString('utf8')), // BINUNICODE
  0x5d: (reader) => reader.push([]), // EMPTY_LIST
  0x29: (reader) => reader.push([]), // EMPTY_TUPLE
  0x7d: (reader) => reader.push(new Map()), // EMPTY_DICT
  0x74: (reader) => reader.push(reader.popToMark()), // TUPLE
  0x85: (reader) => reader.push([reader.pop()]), // TUPLE1
  0x86: (reader) => reader.push([reader.pop(), reader.pop()].reverse()), // TUPLE2
  0x65: (reader) => reader.append(reader.popToMark()), // APPENDS
  0x73: (reader) => reader.setItems([reader.pop(), reader.pop()].reverse()), // SETITEM
  0x75: (reader) => reader.setItems(reader.popToMark()), // SETITEMS
  0x71: (reader) => reader.remember(reader.take(1).readUInt8()), // BINPUT
  0x72: (reader) => reader.remember(reader.take(4).readUInt32LE()), // LONG_BINPUT
  0x68: (reader) => reader.recall(reader.take(1).readUInt8()), // BINGET
  0x6a: (reader) => reader.recall(reader.take(4).readUInt32LE()), // LONG_BINGET
  0x63: (reader) => reader.global(), // GLOBAL
  0x52: (reader) => reader.reduce(), // REDUCE
  0x51: (reader) => reader.persistentId(), // BINPERSID
  0x62: (reader) => reader.build(), // BUILD
};
const STOP = 0x2e;
const PROTOCOL = 2;

/**
 * Reads one pickle.
 * @returns its value and where the bytes after it begin
 * @throws Error for everything that a dictionary of tensors has no need of
 */
export function readPickle(
  bytes: Buffer,
  start: number,
  names: PickleNames,
): { value: Pickled; end: number } {
  const reader = new PickleReader(bytes, start, names);
  return { value: reader.run(), end: reader.position };
}

/** The stack machine. Nothing in it is called by a name that the file chooses. */
class PickleReader {
  private readonly stack: (Pickled | typeof MARK)[] = [];
  private readonly memo = new Map<number, Pickled>();

  constructor(
    private readonly bytes: Buffer,
    public position: number,
    private readonly names: PickleNames,
  ) {}

  run(): Pickled {
    for (;;) {
      const at = this.position;
      const code = this.take(1).readUInt8();
      if (code === STOP) break;
      const operation = OPERATIONS[code];
      if (operation === undefined)
        throw new Error(`the pickle's operation 0x${code.toString(16).padStart(2, '0')} at ${at} is refused`);
      operation(this);
    }
    const value = this.pop();
    if (this.stack.length > 0) throw new Error('a pickle must end with one value');
    return value;
  }

  take(count: number): Buffer {
    const end = this.position + count;
    if (end > this.bytes.length) throw new Error('the file ends within a pickle');
    const taken = this.bytes.subarray(this.position, end);
    this.position = end;
    return taken;
  }

  push(value: Pickled | typeof MARK): void {
    this.stack.push(value);
  }

  pop(): Pickled {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw new Error('the pickle takes more than it put');
    return value;
  }

  popToMark(): Pickled[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new Error('the pickle has no mark');
    const values = this.stack.splice(mark).slice(1);
    return values.filter((value) => value !== MARK);
  }

  protocol(): void {
    const version = this.take(1).readUInt8();
    if (version !== PROTOCOL) throw new Error(`pickles of protocol ${version} are not read`);
  }

  append(values: readonly Pickled[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new Error('the pickle appends to what is no list');
    for (const value of values) list.push(value);
  }

  setItems(items: readonly Pickled[]): void {
    const dictionary = this.top();
    if (!(dictionary instanceof Map)) throw new Error('the pickle sets items of what is no dictionary');
    for (let i = 0; i < items.length; i += 2) dictionary.set(items[i] ?? null, items[i + 1] ?? null);
  }

  remember(index: number): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new Error('the pickle recalls what it did not remember');
    this.push(value);
  }

  global(): void {
    const name = `${this.line()} ${this.line()}`;
    const callable = this.names.callables.get(name);
    if (callable === undefined) throw new Error(`the pickle's name "${name}" is refused`);
    this.push(callable);
  }

  reduce(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(callable instanceof Callable) || !Array.isArray(args))
      throw new Error('the pickle calls what cannot be called');
    this.push(callable.call(args));
  }

  persistentId(): void {
    this.push(this.names.persistent(this.pop()));
  }

  /** Attributes of a dictionary (the versions of its layers) say nothing about tensors; nothing else has any. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map)) throw new Error('the pickle builds what is no dictionary');
  }

  private top(): Pickled {
    const value = this.pop();
    this.push(value);
    return value;
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw new Error('the file ends within a pickle');
    const text = this.take(end - this.position).toString('utf8');
    this.take(1);
    return text;
  }
}
