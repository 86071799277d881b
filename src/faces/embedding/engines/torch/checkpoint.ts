import type { WeightTensor } from '../weights.js';
import { Callable, type Pickled, PickledObject, type PickleNames, readPickle } from './pickle.js';

/** The pickles of the magic number and of the version that `torch.save` begins a file with. */
const BEGINNING = Buffer.from('80028a0a6cfc9c46f9206aa850192e80024de9032e', 'hex');
const NUMBER_BYTES = { 'torch FloatStorage': 4, 'torch LongStorage': 8 } as const;
type StorageType = keyof typeof NUMBER_BYTES;
/** Before each storage's numbers: how many. */
const COUNT_BYTES = 8;

/** A run of numbers after the pickles; tensors are views of it. */
class Storage extends PickledObject {
  /** Where its numbers begin in the file. */
  offset = 0;
  /** Of one tensor only: with views of the same numbers a small file could ask for any amount of memory. */
  isTaken = false;

  constructor(
    readonly type: StorageType,
    readonly count: number,
  ) {
    super();
  }
}

class Tensor extends PickledObject {
  constructor(
    readonly storage: Storage,
    readonly first: number,
    readonly shape: readonly number[],
  ) {
    super();
  }
}

/**
 * Reads a dictionary of tensors as PyTorch before 1.6 saved it: a pickle of the dictionary, one of the storages' names, and the
 * storages in that order. Nothing in the file is executed.
 * https://github.com/pytorch/pytorch/blob/v2.5.0/torch/serialization.py (`_legacy_load`)
 * @returns the float32 tensors by name
 * @throws Error for whatever else the file holds
 */
export function readCheckpoint(file: Uint8Array): Map<string, WeightTensor> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.subarray(0, BEGINNING.length).equals(BEGINNING))
    throw new Error('it is no file of the format that PyTorch wrote before 1.6');
  const storages = new Map<string, Storage>();
  const names = namesFor(storages);
  const system = readPickle(bytes, BEGINNING.length, names);
  if (!(system.value instanceof Map) || system.value.get('little_endian') !== true)
    throw new Error('its numbers are not little-endian');
  const { value: state, end: afterState } = readPickle(bytes, system.end, names);
  const { value: order, end: afterOrder } = readPickle(bytes, afterState, names);
  placeStorages(bytes, afterOrder, order, storages);
  return tensorsOf(bytes, state);
}

function namesFor(storages: Map<string, Storage>): PickleNames {
  const types = Object.keys(NUMBER_BYTES) as StorageType[];
  const callables = new Map<string, Callable>([
    ['collections OrderedDict', new Callable(emptyDictionary)],
    ['torch._utils _rebuild_tensor_v2', new Callable(rebuildTensor)],
  ]);
  const typeOf = new Map<Pickled, StorageType>();
  for (const type of types) {
    const marker = new Callable(() => refuse(`a call of ${type}`));
    callables.set(type, marker);
    typeOf.set(marker, type);
  }
  const persistent = (id: Pickled): Storage => {
    const [kind, marker, name, , count, view] = Array.isArray(id) ? id : [];
    const type = typeOf.get(marker ?? null);
    if (kind !== 'storage' || type === undefined || typeof name !== 'string' || view !== null)
      return refuse('a persistent id');
    const storage = storages.get(name) ?? new Storage(type, countOf(count));
    if (storage.type !== type || storage.count !== count) return refuse('a storage of two kinds');
    storages.set(name, storage);
    return storage;
  };
  return { callables, persistent };
}

function emptyDictionary(args: readonly Pickled[]): Pickled {
  return args.length === 0 ? new Map() : refuse('a dictionary that is not empty');
}

/** storage, first number, shape, strides, requires_grad, hooks */
function rebuildTensor([storage, first, shape, strides]: readonly Pickled[]): Pickled {
  if (!(storage instanceof Storage) || !Array.isArray(shape) || !Array.isArray(strides))
    return refuse('a tensor of something else than a storage');
  const sides = shape.map(countOf);
  const start = countOf(first);
  let stride = 1;
  for (let axis = sides.length - 1; axis >= 0; axis--) {
    // The stride of an axis of one says nothing.
    if (sides[axis] !== 1 && strides[axis] !== stride) return refuse('a tensor that is not contiguous');
    stride *= sides[axis] ?? 0;
  }
  if (start + stride > storage.count) return refuse('a tensor beyond its storage');
  if (storage.isTaken) return refuse('two tensors of one storage');
  storage.isTaken = true;
  return new Tensor(storage, start, sides);
}

function placeStorages(bytes: Buffer, start: number, order: Pickled, storages: Map<string, Storage>): void {
  if (!Array.isArray(order) || order.length !== storages.size || new Set(order).size !== storages.size)
    return refuse('another list of storages than its tensors have');
  let position = start;
  for (const name of order) {
    const storage =
      (typeof name === 'string' && storages.get(name)) || refuse('a storage that no tensor has');
    storage.offset = position + COUNT_BYTES;
    position = storage.offset + storage.count * NUMBER_BYTES[storage.type];
    if (
      position > bytes.length ||
      bytes.readBigInt64LE(storage.offset - COUNT_BYTES) !== BigInt(storage.count)
    )
      refuse('a storage of another length than it says');
  }
  if (position !== bytes.length) refuse('something after its storages');
}

function tensorsOf(bytes: Buffer, state: Pickled): Map<string, WeightTensor> {
  if (!(state instanceof Map)) return refuse('something else than a dictionary');
  const tensors = new Map<string, WeightTensor>();
  for (const [name, tensor] of state) {
    if (typeof name !== 'string' || !(tensor instanceof Tensor)) return refuse('something else than tensors');
    if (tensor.storage.type === 'torch FloatStorage') tensors.set(name, floatsOf(bytes, tensor));
  }
  return tensors;
}

function floatsOf(bytes: Buffer, { storage, first, shape }: Tensor): WeightTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  const begin = storage.offset + first * NUMBER_BYTES['torch FloatStorage'];
  const data = Float32Array.from({ length: size }, (_, i) => bytes.readFloatLE(begin + i * 4));
  return { shape: [...shape], data };
}

function countOf(value: Pickled | undefined): number {
  return typeof value === 'number' && value >= 0 ? value : refuse('a count that is none');
}

function refuse(what: string): never {
  throw new Error(`it holds ${what}, which a file of weights does not need`);
}
