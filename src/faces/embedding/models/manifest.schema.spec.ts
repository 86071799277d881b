import { describe, expect, it } from '@jest/globals';
import { parseManifest, versionOf } from './load-model.js';

const manifest = {
  name: 'mine',
  network: { format: 'onnx', file: 'network.onnx', sha256: 'a1b2c3d4'.repeat(8) },
  input: { size: 112, channels: 'rgb', mean: [127.5, 127.5, 127.5], std: [128, 128, 128] },
  alignment: 'arcface-112',
  flip: true,
  l2Normalize: true,
  dimension: 512,
};
const parse = (changes: object) => parseManifest('mine', JSON.stringify({ ...manifest, ...changes }));

describe('a manifest', () => {
  it('needs neither compatible versions nor a calibration', () => {
    expect(parse({})).toMatchObject({ dimension: 512, compatibleWith: [] });
    expect(parse({}).calibration).toBeUndefined();
  });

  it.each<[string, object, RegExp]>([
    ['a misspelt key', { l2Normalise: true }, /Unrecognized key: "l2Normalise"/],
    ['a path out of its folder', { network: { ...manifest.network, file: '../x.onnx' } }, /network\.file: /],
    ['an absolute path', { network: { ...manifest.network, file: '/x.onnx' } }, /network\.file: /],
    ['a calibration elsewhere', { calibration: 'a/b.json' }, /calibration: must be a plain file name/],
    ['a package that is a path', { network: { ...manifest.network, package: '../x' } }, /network\.package: /],
    [
      'a path out of a package',
      { network: { ...manifest.network, package: '@a/b/../c' } },
      /network\.package: /,
    ],
    ['half a hash', { network: { ...manifest.network, sha256: 'a1b2c3d4' } }, /network\.sha256: must be 64/],
    ['another size than its alignment', { alignment: 'dlib-chip-150' }, /input\.size: must be 150 for dlib/],
    ['a division by zero', { input: { ...manifest.input, std: [128, 0, 128] } }, /input\.std\.1: /],
    ['a mean of one number', { input: { ...manifest.input, mean: [127.5] } }, /input\.mean/],
    ['no dimension', { dimension: 0 }, /dimension: /],
    ['an alignment of its own', { alignment: 'five-points' }, /alignment: /],
    ['a name that is a path', { name: '../mine' }, /name: must be the name of its folder/],
  ])('is refused with its fault: %s', (_, changes, fault) => {
    expect(() => parse(changes)).toThrow(fault);
  });

  it('is refused with all its faults in one line', () => {
    const refusal = /^Recognition model "mine": model\.json: (?=.*dimension: )(?=.*flip: )[^\n]*$/;
    expect(() => parse({ dimension: -1, flip: 'yes' })).toThrow(refusal);
    expect(() => parseManifest('mine', '{')).toThrow(/model\.json is not JSON/);
  });
});

describe('versionOf', () => {
  it.each<[string, object, string]>([
    ['a dropped-in network carries its hash', {}, 'mine@a1b2c3d4/arcface-112/flip/l2'],
    ['what is not done is not named', { flip: false, l2Normalize: false }, 'mine@a1b2c3d4/arcface-112'],
    [
      'a graph model too',
      { network: { ...manifest.network, format: 'tfjs' } },
      'mine@a1b2c3d4/arcface-112/flip/l2',
    ],
    [
      'one of an installed package does not: its version is locked',
      { network: { ...manifest.network, format: 'tfjs', package: '@some/models/of-faces' } },
      'mine/arcface-112/flip/l2',
    ],
    [
      'the built-in one does not',
      { network: { ...manifest.network, format: 'face-api' } },
      'mine/arcface-112/flip/l2',
    ],
  ])('%s', (_, changes, version) => {
    expect(versionOf(parse(changes))).toBe(version);
  });
});
