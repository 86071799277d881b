import { MEGAPIXELS_MAX } from '../../../../common/accepted-photos.js';
import { AppError } from '../../../../common/app-error.js';
import { type JpegFrame, type JpegStructure, SCAN } from './jpeg-structure.js';
import { countCodedBlocks } from './deflate-blocks.js';
import type { PngChunks, PngHeader } from './png-chunks.js';
import type { WebpReadingLimits, WebpStructure } from './webp-structure.js';

/*
 * What a file may cost is bounded by what its headers say, before a decoder sees it: no file that passes takes more than half a
 * second of processor time or 150 MB (docs/engines.md has the figures, decoding-bombs.spec.ts the files).
 */

const MEGA = 1_000_000;
/** A side of more is no photograph: 16 million rows of one pixel take 2.5 s, as many columns 410 MB. */
const SIDE_MAX = 16_384;
/** Metadata of real photographs is in fewer segments: two million empty ones take half a gigabyte. */
export const SEGMENTS_MAX = 1_000;
/** Encoders make at most a dozen scans; each makes the decoder go over all coefficients again. */
const SCANS_MAX = 64;
const SCANNED_MEGAPIXELS_MAX = 350;
/** A JPEG of several scans is kept whole as coefficients. */
const COEFFICIENT_BYTES_MAX = 100 * MEGA;
const BYTES_PER_COEFFICIENT = 2;
const BLOCK_SIDE = 8;
/** Of a PNG, after inflating. */
const RASTER_BYTES_MAX = 100 * MEGA;
/**
 * Blocks of codes in a PNG's compressed data: 700,000 empty ones take half a second. Encoders write one for each 5 KB or more, at most one
 * for each row. Of a profile, which is unpacked five times, they write one or two.
 */
const BLOCKS_MAX = { pixels: 20_000, profile: 1_000 };
/** What is smaller has no time for more than 100,000, a twelfth of a second. */
const COUNTED_FROM_BYTES = MEGA;
/** Both canvases of WebP's animation decoder, four bytes a pixel. */
const ANIMATED_MEGAPIXELS_MAX = 10;
/**
 * Tiles of a lossless WebP: 6 KB of tables each where they have codes of their own, 65,536 took a second and 363 MB. libwebp writes 2,600
 * of these at most, and 100,000 of transforms.
 */
const CODE_TILES_MAX = 8_192;
export const WEBP_MAX: WebpReadingLimits = { chunks: 1_000, transformTiles: 262_144 };
/** Milliseconds of processor time that a WebP takes per megapixel and per megabyte (noise; photographs are far below). */
const WEBP_MS = { perMegapixel: 4, perMegabyte: 70, max: 400 };

/** @throws AppError IMAGE_TOO_LARGE or IMAGE_UNREADABLE */
export function assertDecodableJpeg({ segments, frame }: JpegStructure): void {
  if (segments.length > SEGMENTS_MAX) throw bomb(`more than ${SEGMENTS_MAX} segments`);
  if (frame === null) return;
  const { marker, width, height } = frame;
  const scans = segments.filter((segment) => segment.marker === SCAN).length;
  const isWhole = scans > 1 || (marker !== 0xc0 && marker !== 0xc1);
  assertSize(width, height, isWhole ? MEGAPIXELS_MAX.whole : MEGAPIXELS_MAX.jpeg);
  if (!isWhole) return;
  if (scans > SCANS_MAX || scans * width * height > SCANNED_MEGAPIXELS_MAX * MEGA)
    throw bomb(`${scans} scans of ${width} x ${height}`);
  const coefficients = coefficientBytes(frame);
  if (coefficients > COEFFICIENT_BYTES_MAX) throw tooLarge(`${coefficients} bytes of coefficients`);
}

/** @throws AppError IMAGE_TOO_LARGE */
export function assertDecodablePng({ width, height, bitsPerPixel }: PngHeader): void {
  assertSize(width, height, MEGAPIXELS_MAX.whole);
  const raster = (width * height * bitsPerPixel) / 8;
  if (raster > RASTER_BYTES_MAX) throw tooLarge(`${raster} bytes of pixels`);
}

/** @throws AppError IMAGE_UNREADABLE */
export function assertUnpackablePng({ pixels, profile }: PngChunks): void {
  const counted = pixels !== null && pixels.length >= COUNTED_FROM_BYTES ? pixels : null;
  for (const [data, most] of [
    [counted, BLOCKS_MAX.pixels],
    [profile, BLOCKS_MAX.profile],
  ] as const)
    if (data !== null && countCodedBlocks(data, most) > most) throw bomb(`more than ${most} deflate blocks`);
}

/** @throws AppError IMAGE_TOO_LARGE or IMAGE_UNREADABLE */
export function assertDecodableWebp(
  { width, height, isAnimated, chunks, lossless }: WebpStructure,
  sizeBytes: number,
): void {
  if (chunks > WEBP_MAX.chunks) throw bomb(`more than ${WEBP_MAX.chunks} chunks`);
  assertSize(width, height, isAnimated ? ANIMATED_MEGAPIXELS_MAX : MEGAPIXELS_MAX.whole);
  const ms = (WEBP_MS.perMegapixel * width * height + WEBP_MS.perMegabyte * sizeBytes) / MEGA;
  if (ms > WEBP_MS.max) throw tooLarge(`${width} x ${height} in ${sizeBytes} bytes`);
  for (const { transformTiles, codeTiles } of lossless)
    if (transformTiles > WEBP_MAX.transformTiles || codeTiles > CODE_TILES_MAX)
      throw bomb(`${transformTiles} tiles of transforms, ${codeTiles} of codes`);
}

function assertSize(width: number, height: number, megapixels: number): void {
  if (Math.max(width, height) > SIDE_MAX || width * height > megapixels * MEGA)
    throw tooLarge(`${width} x ${height}`);
}

function coefficientBytes({ width, height, components }: JpegFrame): number {
  const most = (side: 'horizontal' | 'vertical') =>
    Math.max(1, ...components.map((component) => component[side]));
  const blocks = (length: number, share: number) => Math.ceil((length * share) / BLOCK_SIDE);
  const [columns, rows] = [most('horizontal'), most('vertical')];
  return components.reduce(
    (sum, { horizontal, vertical }) =>
      sum +
      blocks(width, horizontal / columns) *
        blocks(height, vertical / rows) *
        BLOCK_SIDE ** 2 *
        BYTES_PER_COEFFICIENT,
    0,
  );
}

const tooLarge = (reason: string) => new AppError('IMAGE_TOO_LARGE', { reason });
const bomb = (reason: string) => new AppError('IMAGE_UNREADABLE', { reason });
