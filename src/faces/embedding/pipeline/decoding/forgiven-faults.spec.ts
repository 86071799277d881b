import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { restartedJpeg } from '../../../../../test/support/photos/restarted-jpeg.js';
import { decodePhoto } from './decode-photo.js';

/** A picture with an edge in every block, so that a lost one is seen. */
const picture = (progressive = false) =>
  sharp(Buffer.from(Array.from({ length: 96 * 64 * 3 }, (_, i) => (i * 37 + (i >> 5) * 11) % 256)), {
    raw: { width: 96, height: 64, channels: 3 },
  }).jpeg({ progressive, quality: 90 });

const segment = (marker: number, ...data: number[]): Buffer =>
  Buffer.of(0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data);
const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const behindStart = (jpeg: Buffer, ...inserted: Buffer[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...inserted, jpeg.subarray(2)]);
const before = (jpeg: Buffer, marker: number, inserted: Buffer): Buffer => {
  const at = jpeg.lastIndexOf(Buffer.of(0xff, marker));
  return Buffer.concat([jpeg.subarray(0, at), inserted, jpeg.subarray(at)]);
};
const changed = (jpeg: Buffer, at: number, ...bytes: number[]): Buffer => {
  const copy = Buffer.from(jpeg);
  copy.set(bytes, at);
  return copy;
};
const scanOf = (jpeg: Buffer): number => jpeg.indexOf(Buffer.of(0xff, 0xda));
const endOfScanHeader = (jpeg: Buffer): number => scanOf(jpeg) + 2 + jpeg.readUInt16BE(scanOf(jpeg) + 2);

async function pixels(photo: Uint8Array): Promise<Buffer> {
  return Buffer.from((await decodePhoto(photo)).data);
}

describe('faults of a JPEG that cost no pixel', () => {
  it.each<[string, (jpeg: Buffer) => Buffer]>([
    [
      'an unknown JFIF revision (2.01)',
      (jpeg) => behindStart(jpeg, segment(0xe0, ...letters('JFIF\0'), 2, 1, 0, 0, 1, 0, 1, 0, 0)),
    ],
    [
      'and one that nobody wrote yet (9.99)',
      (jpeg) => behindStart(jpeg, segment(0xe0, ...letters('JFIF\0'), 9, 99, 0, 0, 1, 0, 1, 0, 0)),
    ],
    ['scan parameters of no meaning (Samsung)', (jpeg) => changed(jpeg, endOfScanHeader(jpeg) - 3, 0, 0, 0)],
    ['other scan parameters of no meaning', (jpeg) => changed(jpeg, endOfScanHeader(jpeg) - 3, 1, 5, 0x21)],
    [
      'an unknown colour transform (Adobe)',
      (jpeg) => behindStart(jpeg, segment(0xee, ...letters('Adobe'), 0, 100, 0, 0, 0, 0, 77)),
    ],
    ['no end marker', (jpeg) => jpeg.subarray(0, -2)],
    ['half an end marker', (jpeg) => jpeg.subarray(0, -1)],
    ['bytes before the end marker', (jpeg) => before(jpeg, 0xd9, Buffer.alloc(10, 1))],
    ['bytes behind the end marker', (jpeg) => Buffer.concat([jpeg, Buffer.alloc(3000, 0xd8)])],
    ['bytes before the scan', (jpeg) => before(jpeg, 0xda, Buffer.alloc(7, 0x20))],
    ['bytes before a table', (jpeg) => before(jpeg, 0xc4, Buffer.alloc(7))],
    ['fill bytes before a marker', (jpeg) => before(jpeg, 0xc0, Buffer.alloc(5, 0xff))],
    [
      'a broken colour profile',
      (jpeg) => behindStart(jpeg, segment(0xe2, ...letters('ICC_PROFILE\0'), 3, 1, 1, 2)),
    ],
    [
      'broken EXIF',
      (jpeg) => behindStart(jpeg, segment(0xe1, ...letters('Exif\0\0II*\0'), 255, 255, 255, 255)),
    ],
    [
      'all of it at once',
      (jpeg) => {
        const bad = changed(jpeg, endOfScanHeader(jpeg) - 3, 0, 0, 0);
        return behindStart(
          before(bad, 0xda, Buffer.alloc(3)),
          segment(0xe0, ...letters('JFIF\0'), 3, 1, 0, 0, 1, 0, 1, 0, 0),
        ).subarray(0, -2);
      },
    ],
  ])('%s: the same pixels', async (_fault, spoil) => {
    const jpeg = await picture().toBuffer();
    const spoilt = spoil(jpeg);
    expect(spoilt.equals(jpeg)).toBe(false);
    expect((await pixels(spoilt)).equals(await pixels(jpeg))).toBe(true);
  });

  it.each<[string, (jpeg: Buffer) => Buffer]>([
    ['no end marker', (jpeg) => jpeg.subarray(0, -2)],
    ['bytes before a scan', (jpeg) => before(jpeg, 0xda, Buffer.alloc(7, 0x20))],
    [
      'an unknown JFIF revision',
      (jpeg) => behindStart(jpeg, segment(0xe0, ...letters('JFIF\0'), 2, 1, 0, 0, 1, 0, 1, 0, 0)),
    ],
  ])('progressive, %s: the same pixels', async (_fault, spoil) => {
    const jpeg = await picture(true).toBuffer();
    expect((await pixels(spoil(jpeg))).equals(await pixels(jpeg))).toBe(true);
  });

  it.each<[string, (block: number) => Buffer]>([
    ['zeros before every restart marker', () => Buffer.alloc(10)],
    ['zeros before some', (block) => Buffer.alloc(block % 3)],
    ['ones', (block) => Buffer.alloc(block % 5, 1)],
    ['a single byte', () => Buffer.of(0x7a)],
  ])('padding, %s: the same pixels', async (_what, padding) => {
    const plain = await restartedJpeg(24);
    const padded = await restartedJpeg(24, (block, data) => Buffer.concat([data, padding(block)]));
    expect((await pixels(padded)).equals(await pixels(plain))).toBe(true);
  });
});

/** What a longer block would leave: more than decoders read ahead. */
const SCRAPS = Buffer.from(Array.from({ length: 40 }, (_, i) => (i * 53) % 251));

describe('faults of a JPEG that cost pixels are refused', () => {
  const unreadable = { code: 'IMAGE_UNREADABLE' };

  it.each([0.2, 0.5, 0.8, 0.95])('%d of the coded data, with an end marker or without', async (share) => {
    const jpeg = await picture().toBuffer();
    const start = endOfScanHeader(jpeg);
    const cut = jpeg.subarray(0, start + Math.floor((jpeg.length - 2 - start) * share));
    await expect(decodePhoto(cut)).rejects.toMatchObject(unreadable);
    await expect(decodePhoto(Buffer.concat([cut, Buffer.of(0xff, 0xd9)]))).rejects.toMatchObject(unreadable);
  });

  it.each<[string, (block: number, data: Buffer) => Buffer]>([
    [
      'half of its data is missing',
      (block, data) => (block === 5 ? data.subarray(0, data.length >> 1) : data),
    ],
    [
      'something else follows the data',
      (block, data) => (block === 5 ? Buffer.concat([data, SCRAPS]) : data),
    ],
  ])('a block between two restart markers of which %s', async (_what, spoil) => {
    await expect(decodePhoto(await restartedJpeg(24, spoil))).rejects.toMatchObject(unreadable);
  });

  it('a restart marker is missing', async () => {
    const jpeg = await restartedJpeg(24);
    const at = jpeg.indexOf(Buffer.of(0xff, 0xd4));
    const without = Buffer.concat([jpeg.subarray(0, at), jpeg.subarray(at + 2)]);
    await expect(decodePhoto(without)).rejects.toMatchObject(unreadable);
  });

  it('a table is another', async () => {
    const jpeg = await picture().toBuffer();
    const table = jpeg.lastIndexOf(Buffer.of(0xff, 0xc4));
    await expect(decodePhoto(changed(jpeg, table + 4, 0x13))).rejects.toMatchObject(unreadable);
  });

  it('a scan of a progressive picture is missing', async () => {
    const jpeg = await picture(true).toBuffer();
    const first = scanOf(jpeg);
    const second = jpeg.indexOf(Buffer.of(0xff, 0xc4), first);
    const without = Buffer.concat([jpeg.subarray(0, first), jpeg.subarray(second)]);
    await expect(decodePhoto(without)).rejects.toMatchObject(unreadable);
  });
});

describe('faults of a PNG', () => {
  const [width, height] = [32, 24];
  const rows = Buffer.alloc((width * 3 + 1) * height, 0).map((_, i) =>
    i % (width * 3 + 1) === 0 ? 0 : (i * 29) % 256,
  );
  const data = deflateSync(rows);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  type Chunk = [type: string, data: Buffer, hasBadChecksum?: boolean];
  const file = (...chunks: Chunk[]): Buffer =>
    Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(chunkOf)]);
  const chunkOf = ([type, content, hasBadChecksum = false]: Chunk): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const chunk = Buffer.alloc(body.length + 8);
    chunk.writeUInt32BE(content.length, 0);
    chunk.set(body, 4);
    chunk.writeUInt32BE((crc32(body) ^ (hasBadChecksum ? 1 : 0)) >>> 0, body.length + 4);
    return chunk;
  };
  const HEADER: Chunk = ['IHDR', header];
  const DATA: Chunk = ['IDAT', data];
  const END: Chunk = ['IEND', Buffer.alloc(0)];
  const plain = file(HEADER, DATA, END);

  it.each<[string, Buffer]>([
    ['a comment with a wrong checksum', file(HEADER, ['tEXt', Buffer.from('a\0b'), true], DATA, END)],
    ['a comment that does not unpack', file(HEADER, ['zTXt', Buffer.from('a\0\0nonsense')], DATA, END)],
    ['a broken colour profile', file(HEADER, ['iCCP', Buffer.from('abc')], DATA, END)],
    ['a colour space that does not exist', file(HEADER, ['sRGB', Buffer.of(9)], DATA, END)],
    ['significant bits beyond the depth', file(HEADER, ['sBIT', Buffer.of(99, 99, 99)], DATA, END)],
    ['a date twice', file(HEADER, ['tIME', Buffer.alloc(7, 1)], ['tIME', Buffer.alloc(7, 1)], DATA, END)],
    [
      'a broken background, histogram and size',
      file(HEADER, ['bKGD', Buffer.of(1)], ['hIST', Buffer.alloc(4)], ['pHYs', Buffer.of(1)], DATA, END),
    ],
    ['broken EXIF', file(HEADER, ['eXIf', Buffer.from('garbage')], DATA, END)],
    ['an unknown chunk', file(HEADER, ['abCd', Buffer.alloc(9)], DATA, END)],
    [
      'a comment within the data',
      file(
        HEADER,
        ['IDAT', data.subarray(0, 50)],
        ['tEXt', Buffer.from('a\0b')],
        ['IDAT', data.subarray(50)],
        END,
      ),
    ],
    ['more data than rows', file(HEADER, ['IDAT', deflateSync(Buffer.concat([rows, rows]))], END)],
    ['bytes behind the data', file(HEADER, ['IDAT', Buffer.concat([data, Buffer.of(1, 2, 3)])], END)],
    ['no end', file(HEADER, DATA)],
    ['bytes behind the end', Buffer.concat([plain, Buffer.alloc(99, 7)])],
  ])('%s: the same pixels', async (_fault, spoilt) => {
    expect((await pixels(spoilt)).equals(await pixels(plain))).toBe(true);
  });

  it.each<[string, Buffer]>([
    ['half the data', file(HEADER, ['IDAT', data.subarray(0, data.length >> 1)], END)],
    ['data with a wrong checksum', file(HEADER, ['IDAT', data, true], END)],
    ['a header with a wrong checksum', file(['IHDR', header, true], DATA, END)],
    ['a chunk that must be understood', file(HEADER, ['ABCD', Buffer.alloc(9)], DATA, END)],
    ['no data', file(HEADER, END)],
  ])('%s: refused', async (_fault, spoilt) => {
    await expect(decodePhoto(spoilt)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});

describe('faults of a WebP, whose decoder knows errors only', () => {
  const webp = (lossless: boolean) =>
    sharp({ create: { width: 64, height: 48, channels: 3, background: '#884422' } })
      .webp({ lossless })
      .toBuffer();

  it.each([true, false])('bytes behind the picture, lossless %s: the same pixels', async (lossless) => {
    const photo = await webp(lossless);
    const longer = Buffer.concat([photo, Buffer.alloc(20, 3)]);
    expect((await pixels(longer)).equals(await pixels(photo))).toBe(true);
  });

  it.each([true, false])('half a picture, lossless %s: refused', async (lossless) => {
    const photo = await webp(lossless);
    await expect(decodePhoto(photo.subarray(0, photo.length - 20))).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });
});

/** The checksum of PNG's chunks (its specification, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
