import { randomBytes } from 'node:crypto';
import { constants, deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { emptyBlocks } from '../../../../../test/support/photos/decoding-bombs.js';
import { countCodedBlocks } from './deflate-blocks.js';

const ZLIB_HEADER = Buffer.of(0x78, 0x9c);
const END = deflateSync('the end').subarray(2);
const text = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * i * 31 + (i >> 3)) % 97));

describe('blocks of codes in a deflate stream', () => {
  it.each([
    ['noise, which is stored', deflateSync(randomBytes(1_000_000))],
    ['stored', deflateSync(text(300_000), { level: 0 })],
  ])('there are none in %s', (_what, stream) => {
    expect(countCodedBlocks(stream, 1_000)).toBe(0);
  });

  it('are counted where their codes are fixed', () => {
    expect(countCodedBlocks(deflateSync('word'), 10)).toBe(1);
    expect(countCodedBlocks(deflateSync(text(9_000), { strategy: constants.Z_FIXED }), 10)).toBe(1);
    // Four empty ones in five bytes.
    const empty = Buffer.alloc(5_000, Buffer.of(0x02, 0x08, 0x20, 0x80, 0x00));
    expect(countCodedBlocks(Buffer.concat([ZLIB_HEADER, empty, END]), 10_000)).toBe(4_001);
  });

  it.each([
    ['short matches', text(200_000), 6],
    ['long matches', Buffer.alloc(3_000_000, 'abcdefghijklmnopqrstuvwxyz'), 9],
    ['literals only', Buffer.from(text(200_000).map((value, i) => (value * i) % 64)), 1],
  ])('are counted to the end among %s', (_what, data, level) => {
    const stream = deflateSync(data, { level });
    const blocks = countCodedBlocks(stream, 1_000);
    expect(blocks).toBeGreaterThan(0);
    // Nothing was taken for something else: what follows as further blocks is found as well.
    const raw = stream.subarray(2);
    const twice = deflateSync(data, { level, finishFlush: constants.Z_SYNC_FLUSH });
    const more = Buffer.concat([twice, raw]);
    expect(countCodedBlocks(more, 10_000)).toBe(countCodedBlocks(twice, 10_000) + blocks);
  });

  it.each([1, 2, 6, 9])('are few in a picture of level %i', async (compressionLevel) => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const create = { width: 900, height: 900, channels: 3, background: '#888', noise } as const;
    const png = await sharp({ create }).png({ compressionLevel }).toBuffer();
    const at = png.indexOf('IDAT') + 4;
    expect(countCodedBlocks(png.subarray(at), 20_000)).toBeLessThan(png.length / 2_000);
  });

  it('are counted where they hold nothing, and no further than asked', () => {
    const stream = Buffer.concat([ZLIB_HEADER, emptyBlocks(5_000), END]);
    expect(countCodedBlocks(stream, 10_000)).toBe(5_001);
    expect(countCodedBlocks(stream, 100)).toBe(101);
  });

  it('of what is no deflate data those before it', () => {
    for (let i = 0; i < 200; i++) {
      const stream = Buffer.concat([ZLIB_HEADER, emptyBlocks(8), randomBytes(2_000)]);
      expect(countCodedBlocks(stream, 10_000)).toBeGreaterThanOrEqual(8);
    }
    expect(countCodedBlocks(Buffer.of(0x78), 10)).toBe(0);
    expect(countCodedBlocks(Buffer.of(0x78, 0x9c, 0xff, 0xff), 10)).toBe(0);
  });
});
