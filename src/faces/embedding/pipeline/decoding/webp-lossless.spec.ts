import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { tiledWebp } from '../../../../../test/support/photos/tiled-webp.js';
import { readWebpStructure } from './webp-structure.js';

const LIMITS = { chunks: 1_000, transformTiles: 262_144 };

/** Neither one colour nor noise: libwebp uses all of its means. */
const picture = (width: number, height: number, channels: 3 | 4, colours = 256) =>
  sharp(
    Buffer.from(
      Array.from({ length: width * height * channels }, (_, i) => {
        const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
        return ((x * x + 3 * x * y + 40 * (i % channels) + ((x * 2_654_435_761) >> 29)) % colours) & 255;
      }),
    ),
    { raw: { width, height, channels } },
  );

describe('what a lossless WebP says before its pixels', () => {
  it.each([
    ['quickly', 400, 300, 3, { lossless: true, effort: 0 }],
    ['as usual', 400, 300, 3, { lossless: true, effort: 4 }],
    ['slowly', 151, 101, 3, { lossless: true, effort: 6 }],
    ['with transparency', 151, 101, 4, { lossless: true, effort: 4 }],
    ['nearly without loss', 151, 101, 3, { nearLossless: true, effort: 4 }],
    ['of one pixel', 1, 1, 3, { lossless: true, effort: 4 }],
    ['with loss and with transparency', 151, 101, 4, { quality: 80, effort: 6 }],
  ] as const)('is read of what libwebp writes %s', async (_, width, height, channels, options) => {
    const bytes = await picture(width, height, channels).webp(options).toBuffer();
    const { lossless, ...structure } = readWebpStructure(bytes, LIMITS);
    expect(structure).toMatchObject({ width, height, isAnimated: false });
    expect(lossless).toHaveLength(1);
    expect(lossless[0]?.codeTiles).toBeLessThanOrEqual(2_600);
    expect(lossless[0]?.transformTiles).toBeLessThanOrEqual(100_000);
  });

  it.each([2, 3, 9, 20, 200])('is read of %d colours', async (colours) => {
    const bytes = await picture(97, 61, 3, colours).webp({ lossless: true, effort: 6 }).toBuffer();
    expect(readWebpStructure(bytes, LIMITS).lossless).toHaveLength(1);
  });

  it('is read of an animation', async () => {
    const frames = await picture(64, 64 * 3, 4)
      .raw()
      .toBuffer();
    const bytes = await sharp(frames, { raw: { width: 64, height: 64 * 3, channels: 4, pageHeight: 64 } })
      .webp({ lossless: true })
      .toBuffer();
    expect(readWebpStructure(bytes, LIMITS)).toMatchObject({
      isAnimated: true,
      lossless: [expect.anything()],
    });
  });

  it('counts the tiles that have codes of their own', () => {
    const { width, lossless } = readWebpStructure(tiledWebp(32), LIMITS);
    expect(width).toBe(128);
    expect(lossless).toEqual([{ transformTiles: 0, codeTiles: 32 ** 2 }]);
  });

  it('is refused where a second picture lies beside the first', () => {
    const first = tiledWebp(1);
    const twice = Buffer.concat([first, first.subarray(12)]);
    expect(() => readWebpStructure(twice, LIMITS)).toThrow('two pictures');
  });
});
