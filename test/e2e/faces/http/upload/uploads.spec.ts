import sharp, { type Sharp } from 'sharp';
import {
  filePart,
  HttpClient,
  multipart,
  MULTIPART_TYPE,
  type Part,
} from '../../../../support/http/http-client.js';
import { portrait } from '../../../../support/photos/photos.js';
import { RawSocket, uploadHead } from '../../../../support/http/raw-socket.js';
import { bearer, startTestApp, type TestApp } from '../../../../support/test-app.js';

const MIB = 1024 * 1024;

let service: TestApp;
let client: HttpClient;
let photo: Buffer;

beforeAll(async () => {
  service = await startTestApp();
  client = new HttpClient(service.url, await bearer('uploader'));
  photo = await portrait('flora');
});

afterAll(() => service.close());

const text = (name: string, content: string): Part => ({ name, content });
const named = (filename: string, content: Buffer | string): Part => ({ ...filePart(content), filename });
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

interface Row {
  name: string;
  parts: () => Part[] | Promise<Part[]>;
  expected: [number, string];
}

const FORMATS: [string, (image: Sharp) => Promise<Buffer>][] = [
  ['JPEG', (image) => image.jpeg().toBuffer()],
  ['PNG', (image) => image.png().toBuffer()],
  ['WebP', (image) => image.webp().toBuffer()],
];
/** The first box of every HEIC file (ISO/IEC 23008-12): 24 bytes, brand `heic`, compatible with `mif1` and `heic`. */
const HEIC_FILE_TYPE = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');

const ROWS: Row[] = [
  { name: 'wrong field', parts: () => [filePart(photo, 'photo')], expected: [400, 'FILE_UNEXPECTED'] },
  {
    name: 'more files than the person may have encodings',
    parts: () => Array.from({ length: 6 }, () => filePart(photo)),
    expected: [400, 'FILE_UNEXPECTED'],
  },
  {
    name: 'a second file in another field',
    parts: () => [filePart(photo), filePart(photo, 'other')],
    expected: [400, 'FILE_UNEXPECTED'],
  },
  { name: 'no file', parts: () => [text('user_id', 'x')], expected: [400, 'FILE_MISSING'] },
  { name: 'no part at all', parts: () => [], expected: [400, 'FILE_MISSING'] },
  { name: 'empty file', parts: () => [filePart('')], expected: [400, 'FILE_EMPTY'] },
  { name: 'text in the file field', parts: () => [text('file', 'hello')], expected: [400, 'FILE_MISSING'] },
  {
    name: 'nested field name',
    parts: () => [text('a[b]', '1'), filePart(photo)],
    expected: [400, 'FILE_UNEXPECTED'],
  },
  {
    name: '__proto__ as a field name',
    parts: () => [text('__proto__', '1'), filePart(photo)],
    expected: [400, 'FILE_UNEXPECTED'],
  },
  {
    name: 'nested __proto__',
    parts: () => [text('__proto__[polluted]', '1'), filePart(photo)],
    expected: [400, 'FILE_UNEXPECTED'],
  },
  {
    name: 'more fields than anybody needs',
    parts: () => [...Array.from({ length: 20 }, (_, index) => text(`f${index}`, '1')), filePart(photo)],
    expected: [400, 'FILE_UNEXPECTED'],
  },
  {
    name: 'text file named .jpg',
    parts: () => [filePart('just text')],
    expected: [415, 'IMAGE_TYPE_UNSUPPORTED'],
  },
  { name: 'SVG named .jpg', parts: () => [named('x.jpg', svg)], expected: [415, 'IMAGE_TYPE_UNSUPPORTED'] },
  {
    name: 'GIF',
    parts: async () => [named('x.gif', await sharp(photo).gif().toBuffer())],
    expected: [415, 'IMAGE_TYPE_UNSUPPORTED'],
  },
  {
    name: 'TIFF',
    parts: async () => [named('x.tif', await sharp(photo).tiff().toBuffer())],
    expected: [415, 'IMAGE_TYPE_UNSUPPORTED'],
  },
  {
    name: 'AVIF',
    parts: async () => [named('x.avif', await sharp(photo).avif().toBuffer())],
    expected: [415, 'IMAGE_HEIF'],
  },
  {
    name: 'HEIC',
    parts: () => [named('x.heic', Buffer.concat([HEIC_FILE_TYPE, Buffer.alloc(500, 7)]))],
    expected: [415, 'IMAGE_HEIF'],
  },
  { name: 'PDF', parts: () => [named('x.pdf', '%PDF-1.7\n')], expected: [415, 'IMAGE_TYPE_UNSUPPORTED'] },
  ...FORMATS.map(([name, encode]): Row => ({
    name: `truncated ${name}`,
    parts: async () => {
      const bytes = await encode(sharp(photo));
      return [filePart(bytes.subarray(0, bytes.length / 2))];
    },
    expected: [400, 'IMAGE_UNREADABLE'],
  })),
  {
    name: 'JPEG signature and noise',
    parts: () => [filePart(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]))],
    expected: [400, 'IMAGE_UNREADABLE'],
  },
  {
    name: 'a PNG of more than 25 megapixels',
    parts: async () => [
      filePart(
        await sharp({ create: { width: 5001, height: 5000, channels: 3, background: '#888' } })
          .png()
          .toBuffer(),
      ),
    ],
    expected: [413, 'IMAGE_TOO_LARGE'],
  },
  { name: '9 MB', parts: () => [filePart(Buffer.alloc(9 * MIB, 1))], expected: [413, 'FILE_TOO_LARGE'] },
];

describe('what is not one photo is refused by name', () => {
  it.each(ROWS)('$name', async ({ parts, expected }) => {
    const { status, body } = await client.post('/ml/enroll-face', await parts());
    expect([status, body['code']]).toEqual(expected);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('no body', async () => {
    const { status, body } = await client.send('POST', '/ml/enroll-face');
    expect([status, body['code']]).toEqual([400, 'FILE_MISSING']);
  });

  it.each([
    ['application/json', 'MULTIPART_MALFORMED', 400],
    ['application/x-www-form-urlencoded', 'MULTIPART_REQUIRED', 415],
    ['image/jpeg', 'MULTIPART_REQUIRED', 415],
    ['multipart/form-data', 'MULTIPART_MALFORMED', 400],
    ['multipart/form-data; boundary=another', 'MULTIPART_MALFORMED', 400],
  ])('content type %s', async (type, code, expected) => {
    const { status, body } = await client.send(
      'POST',
      '/ml/enroll-face',
      { 'content-type': type },
      multipart([filePart(photo)]),
    );
    expect([status, body['code']]).toEqual([expected, code]);
  });

  it('a body that ends too early', async () => {
    const whole = multipart([filePart(photo)]);
    const { status, body } = await client.send(
      'POST',
      '/ml/enroll-face',
      { 'content-type': MULTIPART_TYPE },
      whole.subarray(0, 5_000),
    );
    expect([status, body['code']]).toEqual([400, 'MULTIPART_MALFORMED']);
  });

  it('stores nothing of all that', async () => {
    expect((await client.get('/ml/users-enrolled')).body['total_count']).toBe(0);
  });
});

describe('order', () => {
  it('refuses an enrolment without a token before its body is read', async () => {
    const headersOnly = await RawSocket.open(service.url);
    headersOnly.send(uploadHead('/ml/enroll-face', 7 * MIB));
    const answer = await headersOnly.until(/"code":"\w+"/);
    headersOnly.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('"code":"TOKEN_MISSING"');
  });
});

describe('the same photograph in another encoding decides as the plain one does', () => {
  const variants: [string, (image: Buffer) => Promise<Buffer>][] = [
    ['PNG', (image) => sharp(image).png().toBuffer()],
    ['16-bit PNG', (image) => sharp(image).toColourspace('rgb16').png().toBuffer()],
    ['PNG with alpha', (image) => sharp(image).ensureAlpha(0.999).png().toBuffer()],
    ['palette PNG', (image) => sharp(image).png({ palette: true, colours: 256 }).toBuffer()],
    ['WebP', (image) => sharp(image).webp({ quality: 85 }).toBuffer()],
    ['lossless WebP', (image) => sharp(image).webp({ lossless: true }).toBuffer()],
    ['progressive JPEG', (image) => sharp(image).jpeg({ progressive: true, quality: 85 }).toBuffer()],
    ['CMYK JPEG', (image) => sharp(image).toColourspace('cmyk').jpeg({ quality: 90 }).toBuffer()],
    ['grey JPEG', (image) => sharp(image).greyscale().jpeg({ quality: 90 }).toBuffer()],
    ['Display-P3 JPEG', (image) => sharp(image).withIccProfile('p3').jpeg({ quality: 90 }).toBuffer()],
    [
      'animated WebP',
      (image) =>
        sharp([image, image], { join: { animated: true } })
          .webp({ quality: 85 })
          .toBuffer(),
    ],
  ];

  beforeAll(async () => {
    await client.post('/ml/enroll-face', [filePart(photo)]);
  });

  it.each(variants)('%s', async (_name, encode) => {
    const { status, body } = await client.post('/ml/verify-face', [filePart(await encode(photo))]);
    expect([status, body['user_id']]).toEqual([200, 'uploader']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', async (orientation) => {
    const stored = await storedAs(photo, orientation);
    const { status, body } = await client.post('/ml/verify-face', [filePart(stored)]);
    expect([status, body['user_id']]).toEqual([200, 'uploader']);
  });
});

/** The upright photo as a camera held otherwise would store it: pixels moved, and the tag that says how to undo that. */
async function storedAs(upright: Buffer, orientation: number): Promise<Buffer> {
  // What undoes each orientation (EXIF 2.32, table 6), reversed.
  const moves: Record<number, (image: Sharp) => Promise<Sharp> | Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: async (image) => sharp(await image.flop().toBuffer()).rotate(270),
    6: (image) => image.rotate(270),
    7: async (image) => sharp(await image.flop().toBuffer()).rotate(90),
    8: (image) => image.rotate(90),
  };
  const move = moves[orientation];
  if (move === undefined) throw new RangeError('orientations are 1 to 8');
  const moved = await move(sharp(upright));
  return sharp(await moved.toBuffer())
    .withMetadata({ orientation })
    .jpeg({ quality: 92 })
    .toBuffer();
}
