import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decodePhoto } from './decode-photo.js';

const RED = { r: 220, g: 20, b: 20, alpha: 1 };
const BLUE = { r: 20, g: 20, b: 220, alpha: 1 };

/** Blue with a red top left quarter: every orientation looks different. */
function marked(width: number, height: number) {
  const corner = {
    create: { width: width >> 1, height: height >> 1, channels: 4 as const, background: RED },
  };
  return sharp({ create: { width, height, channels: 3, background: BLUE } }).composite([
    { input: corner, left: 0, top: 0 },
  ]);
}

/** Where the red quarter is. */
function redCorner({ data, width, height }: { data: Uint8Array; width: number; height: number }): string {
  const isRed = (x: number, y: number) => (data[(Math.floor(y) * width + Math.floor(x)) * 3] ?? 0) > 128;
  const places = [
    ['top left', 0.25, 0.25],
    ['top right', 0.75, 0.25],
    ['bottom left', 0.25, 0.75],
    ['bottom right', 0.75, 0.75],
  ] as const;
  const red = places.filter(([, x, y]) => isRed(x * width, y * height)).map(([place]) => place);
  return red.join(' and ');
}

describe('decodePhoto', () => {
  it.each([
    [1, 'top left', 80, 40],
    [2, 'top right', 80, 40],
    [3, 'bottom right', 80, 40],
    [4, 'bottom left', 80, 40],
    [5, 'top left', 40, 80],
    [6, 'top right', 40, 80],
    [7, 'bottom right', 40, 80],
    [8, 'bottom left', 40, 80],
  ])('turns EXIF orientation %d upright', async (orientation, corner, width, height) => {
    const photo = await decodePhoto(await marked(80, 40).withMetadata({ orientation }).jpeg().toBuffer());
    expect(redCorner(photo)).toBe(corner);
    expect(photo).toMatchObject({ width, height, photoWidth: width, photoHeight: height });
    expect(photo.data).toHaveLength(width * height * 3);
  });

  it.each([
    ['below the cap', 2048, 900, 2048, 900],
    ['above it', 2560, 1280, 1280, 640],
  ])('keeps its size %s', async (_, photoWidth, photoHeight, width, height) => {
    const photo = await decodePhoto(await marked(photoWidth, photoHeight).jpeg().toBuffer());
    expect(photo).toMatchObject({ width, height, photoWidth, photoHeight });
    expect(redCorner(photo)).toBe('top left');
  });

  it.each([
    ['JPEG', 'jpeg', 1919, 1919, false],
    ['JPEG', 'jpeg', 1920, 640, true],
    ['JPEG', 'jpeg', 3200, 640, true],
    ['WebP', 'webp', 1920, 640, true],
    // Read whole either way.
    ['PNG', 'png', 1920, 1920, false],
  ] as const)('leaves out what a %s need not show: %s, %d px', async (_, format, side, width, isReduced) => {
    const bytes = await marked(side, side >> 1)
      .toFormat(format)
      .toBuffer();
    const photo = await decodePhoto(bytes, 'reduced');
    expect(photo).toMatchObject({ width, photoWidth: side, isReduced });
    expect(redCorner(photo)).toBe('top left');
    expect((await decodePhoto(bytes)).isReduced).toBe(false);
  });

  it('says the upright size of a shrunk photograph that was taken sideways', async () => {
    const bytes = await marked(2560, 1280).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const photo = await decodePhoto(bytes);
    expect(photo).toMatchObject({ width: 640, height: 1280, photoWidth: 1280, photoHeight: 2560 });
    expect(redCorner(photo)).toBe('top right');
  });

  /** Enlarged: libvips takes five times as long to fill a large image. */
  const sized = (width: number, height: number) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } }).resize(width, height, {
      fit: 'fill',
      kernel: 'nearest',
    });
  it.each([
    ['of a 50 MP phone', 8160, 6120, { optimiseCoding: false }],
    ['of a 64 MP phone', 9248, 6936, { optimiseCoding: false }],
    ['that is progressive', 5600, 4200, { progressive: true }],
  ])('opens a JPEG %s', async (_, photoWidth, photoHeight, options) => {
    const bytes = await sized(photoWidth, photoHeight).jpeg(options).toBuffer();
    for (const detail of ['reduced', 'full'] as const) {
      const photo = await decodePhoto(bytes, detail);
      expect(photo).toMatchObject({ photoWidth, photoHeight });
      expect(photo.width / photo.height).toBeCloseTo(photoWidth / photoHeight, 2);
      expect(photo.width).toBeLessThanOrEqual(1850);
    }
  });

  const plain = (background: string) => sharp({ create: { width: 10, height: 10, channels: 3, background } });
  const clear = () =>
    sharp({ create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  it.each([
    ['a transparent PNG, seen against grey', () => clear().png(), [128, 128, 128]],
    ['a transparent WebP', () => clear().webp(), [128, 128, 128]],
    ['a greyscale JPEG', () => plain('#5a5a5a').greyscale().jpeg(), [90, 90, 90]],
    ['16 bits a channel', () => plain('#c86432').toColourspace('rgb16').png(), [200, 100, 50]],
    ['CMYK', () => plain('#a08c82').withIccProfile('cmyk').jpeg(), [160, 140, 130]],
  ] as const)('gives three channels of 8 bits: %s', async (_, image, colour) => {
    const { data } = await decodePhoto(await image().toBuffer());
    expect(data).toHaveLength(300);
    // The colours of print are fewer: CMYK comes back a little different.
    colour.forEach((value, i) => expect(Math.abs((data[i] ?? NaN) - value)).toBeLessThanOrEqual(8));
  });

  it('leaves Display P3 to the pixels that matter', async () => {
    const bytes = await plain('#c86432').withIccProfile('p3').jpeg().toBuffer();
    expect((await decodePhoto(bytes)).profile).not.toBeNull();
    expect((await decodePhoto(await plain('#c86432').jpeg().toBuffer())).profile).toBeNull();
  });

  const jpeg = () => marked(200, 100).jpeg().toBuffer();
  /** Bytes between the last segment and the end, as some phones and webcams write them. */
  const padded = async () => {
    const bytes = await jpeg();
    return Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(10, 1), bytes.subarray(-2)]);
  };
  it('forgives bytes that no decoder needs', async () => {
    expect(redCorner(await decodePhoto(await padded()))).toBe('top left');
  });

  const heif = (brand: string) =>
    Buffer.concat([Buffer.of(0, 0, 0, 24), Buffer.from(`ftyp${brand}\0\0\0\0mif1heic`)]);
  it.each([
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), 'IMAGE_TYPE_UNSUPPORTED'],
    [
      'an SVG',
      () => Promise.resolve(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      'IMAGE_TYPE_UNSUPPORTED',
    ],
    ['a GIF', () => marked(20, 20).gif().toBuffer(), 'IMAGE_TYPE_UNSUPPORTED'],
    ['half a JPEG', async () => (await jpeg()).subarray(0, 500), 'IMAGE_UNREADABLE'],
    ['a header only', () => Promise.resolve(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), 'IMAGE_UNREADABLE'],
    ['a PNG of more than 25 MP', () => sized(5001, 5000).png().toBuffer(), 'IMAGE_TOO_LARGE'],
    ['a WebP of more than 25 MP', () => sized(5001, 5000).webp({ effort: 0 }).toBuffer(), 'IMAGE_TOO_LARGE'],
    [
      'a progressive JPEG of more than 25 MP',
      () => sized(5001, 5000).jpeg({ progressive: true }).toBuffer(),
      'IMAGE_TOO_LARGE',
    ],
    [
      'a JPEG of more than 100 MP',
      () => sized(10_001, 10_000).jpeg({ optimiseCoding: false }).toBuffer(),
      'IMAGE_TOO_LARGE',
    ],
    ['a column', () => sized(1, 16_385).png().toBuffer(), 'IMAGE_TOO_LARGE'],
    ['an iPhone’s HEIC', () => Promise.resolve(heif('heic')), 'IMAGE_HEIF'],
    ['HEIC of several frames', () => Promise.resolve(heif('hevc')), 'IMAGE_HEIF'],
    ['a HEIF of any kind', () => Promise.resolve(heif('mif1')), 'IMAGE_HEIF'],
    ['AVIF', () => sized(16, 16).avif().toBuffer(), 'IMAGE_HEIF'],
    ['a film', () => Promise.resolve(heif('isom')), 'IMAGE_TYPE_UNSUPPORTED'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(bytes().then((photo) => decodePhoto(photo))).rejects.toMatchObject({ code });
  });
});
