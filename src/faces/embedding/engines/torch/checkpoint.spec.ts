import { describe, expect, it } from '@jest/globals';
import {
  checkpoint,
  dictionary,
  EMPTY_TUPLE,
  floats,
  int,
  name,
  op,
  REDUCE,
  type StoredTensor,
  tensor,
  text,
  tuple,
} from '../../../../../test/support/inference/torch-checkpoint.js';
import { readCheckpoint } from './checkpoint.js';

const MATRIX: StoredTensor = { storage: 'a', count: 6, shape: [2, 3], strides: [3, 1] };
const SIX = floats(1, 2, 3, 4, 5, 6);
/** Operations that a dictionary of tensors is written with. */
const ALLOWED = new Set([
  ...[0x80, 0x28, 0x4e, 0x88, 0x89, 0x4a, 0x4b, 0x4d, 0x58, 0x5d, 0x29, 0x7d, 0x74, 0x85, 0x86, 0x65, 0x73],
  ...[0x75, 0x71, 0x72, 0x68, 0x6a, 0x63, 0x52, 0x51, 0x62, 0x2e],
]);

const fileOf = (layer: Buffer) => checkpoint(dictionary({ layer }), { a: SIX });
const matrix = (change: Partial<StoredTensor>) => fileOf(tensor({ ...MATRIX, ...change }));

describe('a file of weights', () => {
  it('is read by name, whatever lies before its numbers in a storage', () => {
    const vector = tensor({ storage: 'b', count: 4, first: 1, shape: [3], strides: [1] });
    const steps = tensor({ storage: 'n', type: 'LongStorage', count: 1, shape: [], strides: [] });
    const file = checkpoint(dictionary({ matrix: tensor(MATRIX), vector, steps }), {
      n: { bytes: new Uint8Array(8), count: 1 },
      b: floats(9, 0.5, -1, 2e-3),
      a: SIX,
    });
    expect([...readCheckpoint(file)]).toEqual([
      ['matrix', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['vector', { shape: [3], data: Float32Array.of(0.5, -1, 2e-3) }],
    ]);
  });

  it('is refused wherever it ends too early, and with a byte too many', () => {
    const file = matrix({});
    for (let length = 0; length < file.length; length++) {
      expect(() => readCheckpoint(file.subarray(0, length))).toThrow();
    }
    expect(() => readCheckpoint(Buffer.concat([file, Buffer.of(0)]))).toThrow('after its storages');
  });

  it.each<[string, Buffer, string]>([
    ['a tensor that is not contiguous', matrix({ strides: [1, 2] }), 'contiguous'],
    ['a tensor beyond its storage', matrix({ first: 1 }), 'beyond its storage'],
    ['a tensor of a negative side', matrix({ shape: [-2, -3] }), 'count'],
    ['numbers of another type', matrix({ type: 'DoubleStorage' }), 'DoubleStorage'],
    ['a storage that is longer than it says', matrix({ count: 7 }), 'another length'],
    ['no tensor', checkpoint(dictionary({ layer: int(3) }), {}), 'something else than tensors'],
    ['no dictionary', checkpoint(int(3), {}), 'something else than a dictionary'],
    ['storages of nobody', checkpoint(dictionary({}), { a: SIX }), 'another list of storages'],
    [
      'one storage for many tensors',
      checkpoint(dictionary({ one: tensor(MATRIX), two: tensor(MATRIX) }), { a: SIX }),
      'two tensors of one storage',
    ],
    ['two values in one pickle', checkpoint(Buffer.concat([int(1), int(2)]), {}), 'must end with one value'],
    ['no pickle at all', Buffer.from('PK\u0003\u0004'), 'before 1.6'],
  ])('is refused with %s', (_, file, reason) => {
    expect(() => readCheckpoint(file)).toThrow(reason);
  });
});

describe('a file that wants something done', () => {
  it.each([
    ['os', 'system'],
    ['posix', 'system'],
    ['builtins', 'eval'],
    ['__builtin__', 'getattr'],
    ['torch', 'load'],
    ['collections', 'OrderedDict.__init__'],
    ['', ''],
  ])('may not name %s %s', (module, attribute) => {
    const call = Buffer.concat([name(module, attribute), tuple(text('touch /tmp/owned')), REDUCE]);
    expect(() => readCheckpoint(fileOf(call))).toThrow(`"${module} ${attribute}" is refused`);
  });

  it('may use no operation but those that tensors need', () => {
    const refused = Array.from({ length: 256 }, (_, code) => code).filter((code) => !ALLOWED.has(code));
    expect(refused).toHaveLength(229);
    for (const code of refused) {
      const file = fileOf(Buffer.concat([op(code), Buffer.alloc(16)]));
      expect(() => readCheckpoint(file)).toThrow(`0x${code.toString(16).padStart(2, '0')}`);
    }
  });

  it.each<[string, Buffer, string]>([
    ['call a storage', Buffer.concat([name('torch', 'FloatStorage'), tuple(), REDUCE]), 'a call of'],
    ['call what it has written', Buffer.concat([text('eval'), tuple(), REDUCE]), 'cannot be called'],
    [
      'fill a dictionary by calling it',
      Buffer.concat([name('collections', 'OrderedDict'), tuple(tuple()), REDUCE]),
      'not empty',
    ],
    ['give a list attributes', Buffer.concat([EMPTY_TUPLE, op(0x7d), op(0x62)]), 'no dictionary'],
    ['recall what it never wrote', Buffer.concat([op(0x68), Buffer.of(7)]), 'did not remember'],
    ['take from an empty stack', Buffer.concat([op(0x52), op(0x52), op(0x52), op(0x52)]), 'cannot be called'],
    ['load another file', Buffer.concat([text('other.pth'), op(0x51)]), 'a persistent id'],
  ])('may not %s', (_, layer, reason) => {
    expect(() => readCheckpoint(fileOf(layer))).toThrow(reason);
  });
});
