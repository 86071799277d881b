import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { AppError } from '../../../../../src/common/app-error.js';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import { embeddingOptions } from '../../../../support/inference/embedding-options.js';
import {
  emptyBlocks,
  huffmanTables,
  longProfile,
  paddedRestarts,
  profileSegments,
} from '../../../../support/photos/decoding-bombs.js';
import { portrait } from '../../../../support/photos/photos.js';
import { tiledWebp } from '../../../../support/photos/tiled-webp.js';

const MEGA = 1_000_000;
/** Bytes that an upload may have. */
const UPLOAD_MAX = 8 * 1024 * 1024;
/**
 * Measured on an idle machine all are below half a second, which is some 17 ordinary photographs, and below 150 MB. A busy machine makes
 * both take longer, so one is counted in the other.
 */
const PHOTOGRAPHS_MAX = 35;
/** Ordinary photographs that are the measure. */
const PHOTOGRAPHS = 20;
const GROWTH_MAX_BYTES = 200 * MEGA;
/** `sysconf(_SC_CLK_TCK)`, in which Linux counts. */
const TICKS_PER_SECOND = 100;

const blank = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: '#867564' }, limitInputPixels: false });
const noisy = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
    limitInputPixels: false,
  });

let madeNoise: Promise<Buffer> | undefined;
const largestNoise = () => (madeNoise ??= noisy(6000, 6000).jpeg({ quality: 45 }).toBuffer());

/** The same part of a file again and again, as often as an upload allows or `times`. */
function repeated(before: Buffer, part: Buffer, after: Buffer, times = Infinity): Buffer {
  const most = Math.floor((UPLOAD_MAX - before.length - after.length) / part.length);
  return Buffer.concat([before, Buffer.alloc(Math.min(times, most) * part.length, part), after]);
}

const behind = (file: Buffer, at: number, part: Buffer): Buffer =>
  repeated(file.subarray(0, at), part, file.subarray(at));

/** A progressive JPEG with its last tables and scan `times` more. */
async function scansAgain(image: Sharp, times: number, which: 'first' | 'last'): Promise<Buffer> {
  const jpeg = await image.jpeg({ progressive: true, quality: 30 }).toBuffer();
  const [tables, scan] = [Buffer.of(0xff, 0xc4), Buffer.of(0xff, 0xda)];
  const firstTables = jpeg.indexOf(tables);
  const firstScan = jpeg.indexOf(scan);
  const secondTables = jpeg.indexOf(tables, firstScan);
  const lastTables = jpeg.lastIndexOf(tables);
  const end = jpeg.length - 2;
  const part = which === 'first' ? jpeg.subarray(firstTables, secondTables) : jpeg.subarray(lastTables, end);
  return repeated(jpeg.subarray(0, end), part, jpeg.subarray(end), times);
}

/** A PNG's chunk. */
function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

const PNG_HEADER_END = 33;
const RIFF_HEADER_END = 12;
const behindStart = (jpeg: Buffer, inserted: Buffer): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), inserted, jpeg.subarray(2)]);
const behindChunk = (png: Buffer, inserted: Buffer): Buffer =>
  Buffer.concat([png.subarray(0, PNG_HEADER_END), inserted, png.subarray(PNG_HEADER_END)]);
const inflating = deflateSync(Buffer.alloc(7 * MEGA));
/** A packed stream of nothing, as long as an upload allows, and of what it should hold. */
const blocksBefore = (content: Buffer, bytes = UPLOAD_MAX - 400_000): Buffer => {
  const packed = deflateSync(content);
  const blocks = emptyBlocks(8 * Math.floor(bytes / 94));
  return Buffer.concat([packed.subarray(0, 2), blocks, packed.subarray(2)]);
};
/** The largest picture, black, and its pixels as `pack` packs them. */
const blackPng = (side: number, pack: (raw: Buffer) => Buffer): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const data = pack(Buffer.alloc(side * (3 * side + 1)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const chunks = [chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
};
const profileOf = (packed: Buffer): Buffer => chunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), packed]));

const BOMBS: [string, () => Promise<Buffer>][] = [
  ['6,000 scans', () => scansAgain(blank(1000, 1000), 6000, 'last')],
  ['as many scans as are allowed, of 5 megapixels', () => scansAgain(blank(2300, 2300), 54, 'first')],
  ['noise in as many scans', () => scansAgain(noisy(2300, 2300), 50, 'first')],
  ['the largest progressive picture', () => blank(5000, 5000).jpeg({ progressive: true }).toBuffer()],
  [
    'it, with full colour',
    () => blank(4000, 4000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  ],
  ['two million empty segments', async () => behind(await portrait('ada'), 2, Buffer.of(0xff, 0xe1, 0, 2))],
  ['two million comments', async () => behind(await portrait('ada'), 2, Buffer.of(0xff, 0xfe, 0, 2))],
  [
    'restart markers only',
    async () => repeated(await blank(64, 64).jpeg().toBuffer(), Buffer.of(0xff, 0xd0), Buffer.alloc(0)),
  ],
  ['the largest JPEG', () => blank(10_000, 10_000).jpeg().toBuffer()],
  ['the largest JPEG of noise', largestNoise],
  ['noise with a fault that is forgiven', async () => (await largestNoise()).subarray(0, -2)],
  [
    'half a million Huffman tables, and a fault that is forgiven',
    async () => behind((await portrait('ada')).subarray(0, -2), 2, huffmanTables()),
  ],
  [
    'a million restarts, each with a fault that is forgiven',
    () => Promise.resolve(paddedRestarts(10_000, 9_000).subarray(0, -2)),
  ],
  [
    'a colour transform of 100,000 steps',
    async () => behindStart(await portrait('ada'), profileSegments(longProfile('RGB ', 100_000))),
  ],
  [
    'one of print',
    async () =>
      behindStart(
        await blank(640, 480).toColourspace('cmyk').jpeg().toBuffer(),
        profileSegments(longProfile('CMYK', 100_000)),
      ),
  ],
  [
    'one that is packed',
    async () =>
      behindChunk(
        await blank(64, 64).png().toBuffer(),
        chunk(
          'iCCP',
          Buffer.concat([Buffer.from('a\0\0'), deflateSync(longProfile('RGB ', 100_000), { level: 9 })]),
        ),
      ),
  ],
  ['a picture of 1 x 16,384', () => blank(1, 16_384).png().toBuffer()],
  ['a picture of 16,384 x 1', () => blank(16_384, 1).png().toBuffer()],
  ['16 million rows', () => blank(1, 16_000_000).png().toBuffer()],
  ['16 million columns', () => blank(16_000_000, 1).png().toBuffer()],
  ['the largest PNG', () => blank(5000, 5000).png().toBuffer()],
  ['the largest PNG with alpha', () => blank(5000, 5000, 4).png().toBuffer()],
  ['the largest PNG of 16 bits', () => blank(3500, 3500, 4).toColourspace('rgb16').png().toBuffer()],
  ['the largest PNG, interlaced', () => blank(5000, 5000).png({ progressive: true }).toBuffer()],
  [
    'comments that unpack to gigabytes',
    async () =>
      behind(
        await blank(64, 64).png().toBuffer(),
        PNG_HEADER_END,
        chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), inflating])),
      ),
  ],
  [
    '700,000 empty chunks',
    async () => behind(await blank(64, 64).png().toBuffer(), PNG_HEADER_END, chunk('tEXt', Buffer.alloc(0))),
  ],
  [
    '700,000 empty data chunks',
    async () => behind(await blank(64, 64).png().toBuffer(), PNG_HEADER_END, chunk('IDAT', Buffer.alloc(0))),
  ],
  ['700,000 empty blocks in a PNG', () => Promise.resolve(blackPng(64, (raw) => blocksBefore(raw)))],
  ['them in the largest one', () => Promise.resolve(blackPng(5000, (raw) => blocksBefore(raw)))],
  [
    'six million of fixed codes',
    () => {
      const blocks = Buffer.alloc(7 * MEGA, Buffer.of(0x02, 0x08, 0x20, 0x80, 0x00));
      const pack = (raw: Buffer) =>
        Buffer.concat([Buffer.of(0x78, 0x9c), blocks, deflateSync(raw).subarray(2)]);
      return Promise.resolve(blackPng(64, pack));
    },
  ],
  [
    'a million that hold their bytes, which are none',
    () => {
      const blocks = Buffer.alloc(7 * MEGA, Buffer.of(0, 0, 0, 0xff, 0xff));
      const pack = (raw: Buffer) =>
        Buffer.concat([Buffer.of(0x78, 0x9c), blocks, deflateSync(raw).subarray(2)]);
      return Promise.resolve(blackPng(64, pack));
    },
  ],
  ['as many as are not counted', () => Promise.resolve(blackPng(64, (raw) => blocksBefore(raw, 900_000)))],
  [
    'them in a colour profile',
    async () =>
      behindChunk(await blank(64, 64).png().toBuffer(), profileOf(blocksBefore(longProfile('RGB ', 2)))),
  ],
  [
    '18,000 colour profiles',
    async () => {
      const profile = profileOf(blocksBefore(longProfile('RGB ', 2), 100));
      const png = await blank(64, 64).png().toBuffer();
      return repeated(png.subarray(0, PNG_HEADER_END), profile, png.subarray(PNG_HEADER_END), 18_000);
    },
  ],
  ['the largest WebP', () => blank(5000, 5000).webp({ effort: 0 }).toBuffer()],
  ['the largest lossless WebP', () => blank(5000, 5000).webp({ lossless: true, effort: 0 }).toBuffer()],
  ['65,536 sets of codes in a WebP', () => Promise.resolve(tiledWebp(256))],
  ['a WebP of noise', () => noisy(4000, 4000).webp({ quality: 30, effort: 0 }).toBuffer()],
  [
    'a million chunks of a WebP',
    async () => behind(await blank(64, 64).webp().toBuffer(), RIFF_HEADER_END, Buffer.from('ABCD\0\0\0\0')),
  ],
  [
    'an animation of many frames',
    () =>
      sharp(Buffer.alloc(64 * 64 * 900 * 3, 99), {
        raw: { width: 64, height: 64 * 900, channels: 3, pageHeight: 64 },
      })
        .webp({ effort: 0 })
        .toBuffer(),
  ],
];

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('a hostile photograph costs little', () => {
  const service = new FaceEmbeddingService(embeddingOptions());
  let pid = 0;
  let restBytes = 0;
  let photographSeconds = 0;

  beforeAll(async () => {
    await service.onModuleInit();
    [pid = 0] = service.status.workers.pids;
    const photograph = await portrait('ada');
    await service.analyze(photograph, 'encode');
    const before = cpuSeconds();
    for (let i = 0; i < PHOTOGRAPHS; i++) await service.analyze(photograph, 'encode');
    photographSeconds = (cpuSeconds() - before) / PHOTOGRAPHS;
    restBytes = peakBytes();
  });

  afterAll(() => service.onApplicationShutdown());

  const cpuSeconds = (): number => {
    // Fields 14 and 15, behind the name in brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  };
  const peakBytes = (): number =>
    Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

  it.each(BOMBS)('%s', async (_what, make) => {
    const bytes = await make();
    expect(bytes.length).toBeLessThanOrEqual(UPLOAD_MAX);
    const before = cpuSeconds();
    const outcome = await service
      .analyze(bytes, 'encode')
      .then(({ faceCount }) => `${faceCount} faces`)
      .catch((error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error as Error)));
    const seconds = cpuSeconds() - before;
    expect(outcome).toMatch(/^(\d+ faces|IMAGE_UNREADABLE|IMAGE_TOO_LARGE)$/);
    expect(seconds / photographSeconds).toBeLessThan(PHOTOGRAPHS_MAX);
    expect(peakBytes() - restBytes).toBeLessThan(GROWTH_MAX_BYTES);
    expect(service.status.workers.restarts).toBe(0);
  });
});
