import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { longProfile } from '../../../../../test/support/photos/decoding-bombs.js';
import { linearToSrgb, profileKindOf, srgbToLinear } from './icc-profile.js';
import { convertToSrgb } from './srgb-conversion.js';

const grey = () => sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } }).jpeg();

/** A profile that libvips itself writes. */
async function embedded(name: 'srgb' | 'p3' | 'cmyk'): Promise<Buffer> {
  const image = name === 'cmyk' ? grey().toColourspace('cmyk') : grey();
  const { icc } = await sharp(await image.withIccProfile(name).toBuffer()).metadata();
  if (!icc) throw new Error(`No ${name} profile`);
  return icc;
}

type Tag = readonly [signature: string, data: Buffer];
const s15Fixed16 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(Math.round(value * 65_536));
  return bytes;
};
const typed = (type: string, ...parts: Buffer[]) => Buffer.concat([Buffer.from(`${type}\0\0\0\0`), ...parts]);
const xyz = (...values: number[]) => typed('XYZ ', ...values.map(s15Fixed16));
const uint32 = (value: number) => Buffer.from([0, 0, value >> 8, value & 255]);
const gamma = (value: number) =>
  typed('curv', uint32(1), Buffer.from([Math.floor(value), (value % 1) * 256]));

/** The smallest profile that ICC.1:2022 §7 allows us to read: header, tag table, tags. */
function profile(space: string, tags: readonly Tag[]): Buffer {
  const header = Buffer.alloc(128);
  header.write(space, 16, 'latin1');
  let offset = 128 + 4 + 12 * tags.length;
  const table = tags.map(([signature, data]) => {
    const entry = Buffer.concat([Buffer.from(signature), uint32(offset), uint32(data.length)]);
    offset += data.length;
    return entry;
  });
  return Buffer.concat([header, uint32(tags.length), ...table, ...tags.map(([, data]) => data)]);
}

const SRGB_PRIMARIES: Tag[] = [
  ['rXYZ', xyz(0.4361, 0.2225, 0.0139)],
  ['gXYZ', xyz(0.3851, 0.7169, 0.0971)],
  ['bXYZ', xyz(0.1431, 0.0606, 0.7141)],
];
const curves = (curve: Buffer): Tag[] => [
  ['rTRC', curve],
  ['gTRC', curve],
  ['bTRC', curve],
];
const SRGB_PARAMETERS = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].map(s15Fixed16);
const parametric = typed('para', Buffer.from([0, 3, 0, 0]), ...SRGB_PARAMETERS);

describe('profileKindOf', () => {
  it('takes photographs without a profile as sRGB, as everybody does', () => {
    expect(profileKindOf(undefined)).toEqual({ kind: 'srgb' });
  });

  it.each([
    ['srgb', 'srgb'],
    ['p3', 'matrix'],
    ['cmyk', 'other'],
  ] as const)("knows libvips' %s profile", async (name, kind) => {
    expect(profileKindOf(await embedded(name)).kind).toBe(kind);
  });

  it.each<[string, Buffer, string]>([
    ['sRGB with its own curve', profile('RGB ', [...SRGB_PRIMARIES, ...curves(parametric)]), 'srgb'],
    ['sRGB with gamma 2.2', profile('RGB ', [...SRGB_PRIMARIES, ...curves(gamma(2.2))]), 'srgb'],
    ['sRGB primaries, gamma 1.8', profile('RGB ', [...SRGB_PRIMARIES, ...curves(gamma(1.8))]), 'matrix'],
    ['grey with gamma 2.2', profile('GRAY', [['kTRC', gamma(2.2)]]), 'srgb'],
    ['grey, linear', profile('GRAY', [['kTRC', gamma(1)]]), 'other'],
    [
      'a look-up table',
      profile('RGB ', [...SRGB_PRIMARIES, ...curves(gamma(2.2)), ['A2B0', xyz(0)]]),
      'other',
    ],
    ['a long transform: ignored', longProfile('RGB ', 10), 'srgb'],
    ['a long transform of print: ignored', longProfile('CMYK', 10), 'srgb'],
    [
      'a long transform beside primaries and curves: not needed',
      profile('RGB ', [...SRGB_PRIMARIES, ...curves(gamma(1.8)), ['D2B0', xyz(0)]]),
      'matrix',
    ],
    ['no primaries: ignored', profile('RGB ', curves(gamma(2.2))), 'srgb'],
    ['cut off: ignored', profile('RGB ', SRGB_PRIMARIES).subarray(0, 100), 'srgb'],
  ])('%s', (_, icc, kind) => {
    expect(profileKindOf(icc).kind).toBe(kind);
  });

  it('is ignored, not followed, when its tags point outside it', () => {
    const broken = profile('RGB ', [...SRGB_PRIMARIES, ...curves(gamma(2.2))]);
    broken.writeUInt32BE(0x7fff_ffff, 128 + 4 + 4);
    expect(profileKindOf(broken).kind).toBe('srgb');
  });
});

describe('convertToSrgb', () => {
  it("agrees with libvips' colour engine on Display P3 within two of 255 levels", async () => {
    const kind = profileKindOf(await embedded('p3'));
    if (kind.kind !== 'matrix') throw new Error('not a matrix profile');
    const colours = [
      [200, 150, 130],
      [90, 60, 50],
      [240, 220, 210],
      [128, 128, 128],
      [30, 40, 60],
    ];
    const p3 = await sharp(Uint8Array.from(colours.flat()), {
      raw: { width: colours.length, height: 1, channels: 3 },
    })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const device = await sharp(p3, { ignoreIcc: true }).raw().toBuffer();
    const expected = await sharp(p3).toColourspace('srgb').raw().toBuffer();
    const converted = Float32Array.from(device);
    convertToSrgb(converted, kind.profile);
    expect([...device]).not.toEqual([...expected]);
    converted.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(2));
  });
});

describe("sRGB's curve", () => {
  it.each([0, 0.02, 0.04045, 0.2, 0.5, 1])('is undone by its inverse at %d', (value) => {
    expect(linearToSrgb(srgbToLinear(value))).toBeCloseTo(value, 6);
  });
});
