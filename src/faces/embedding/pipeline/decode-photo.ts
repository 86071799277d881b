import sharp, { type Metadata } from 'sharp';
import { MEGAPIXELS_MAX } from '../../../common/accepted-photos.js';
import { AppError } from '../../../common/app-error.js';
import { firstLineOf } from '../../../common/reason-of.js';
import { type MatrixProfile, profileKindOf } from './icc-profile.js';
import { PHOTO_LOADERS, photoFormatOf } from './photo-format.js';

const MAX_PIXELS = MEGAPIXELS_MAX * 1_000_000;
/**
 * Longer sides are shrunk while decoding (JPEG by its DCT, four times cheaper). Below, shrinking costs more than it
 * saves: 1920 x 1280 takes 11 ms as it is and 16 ms shrunk to 1280.
 */
const LONG_SIDE_MAX = 2048;
const LONG_SIDE_SHRUNK = 1280;
/** What transparent pixels are seen against: neutral, so that they never look like a face. */
const BACKGROUND = '#808080';

/**
 * Bytes between two segments, or before the end of the file, that a decoder skips without loss; several phones and
 * webcams write them. Inside the picture's data (before a restart marker) the same message means damage.
 */
const HARMLESS_WARNING = /extraneous bytes before marker 0x(?:e[0-9a-f]|fe|db|c[0-24]|d9)\s*$/;

// sharp would open SVG, PDF, TIFF, GIF, HEIF …: every loader but these, from memory, is switched off in this process.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [...PHOTO_LOADERS],
});
sharp.concurrency(1);
sharp.cache(false);

/** Interleaved RGB, 8 bits, row by row from the top. */
export interface RgbImage {
  data: Uint8Array;
  width: number;
  height: number;
}

export interface DecodedPhoto extends RgbImage {
  /** Size of the upright photograph before any shrinking. */
  photoWidth: number;
  photoHeight: number;
  /** How the pixels become sRGB; null when they are. */
  profile: MatrixProfile | null;
}

/**
 * Decodes a photograph of an accepted format upright (EXIF orientation applied), its long side capped, alpha flattened on
 * grey, the first frame of an animation.
 * @throws AppError IMAGE_TYPE_UNSUPPORTED, IMAGE_TOO_LARGE or IMAGE_UNREADABLE
 */
export async function decodePhoto(bytes: Uint8Array): Promise<DecodedPhoto> {
  if (photoFormatOf(bytes) === null) throw new AppError('IMAGE_TYPE_UNSUPPORTED');
  const metadata = await readMetadata(bytes);
  const { width, height } = metadata.autoOrient;
  if (width * height > MAX_PIXELS) throw new AppError('IMAGE_TOO_LARGE', { reason: `${width} x ${height}` });

  const colour = metadata.space === 'cmyk' ? ({ kind: 'other' } as const) : profileKindOf(metadata.icc);
  const shrunk = Math.max(width, height) > LONG_SIDE_MAX;
  const decode = (failOn: 'warning' | 'error') => {
    let image = sharp(bytes, {
      failOn,
      pages: 1,
      limitInputPixels: MAX_PIXELS,
      autoOrient: true,
      ignoreIcc: colour.kind !== 'other',
    });
    if (shrunk) image = image.resize(LONG_SIDE_SHRUNK, LONG_SIDE_SHRUNK, { fit: 'inside', kernel: 'cubic' });
    if (metadata.hasAlpha) image = image.flatten({ background: BACKGROUND });
    return image.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  };

  const { data, info } = await decode('warning').catch(async (error: unknown) => {
    if (!isHarmless(error)) throw unreadable(error);
    return decode('error').catch((worse: unknown) => {
      throw unreadable(worse);
    });
  });
  if (info.channels !== 3) throw unreadable(new Error(`${info.channels} channels`));
  return {
    data,
    width: info.width,
    height: info.height,
    photoWidth: width,
    photoHeight: height,
    profile: colour.kind === 'matrix' ? colour.profile : null,
  };
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  try {
    // Any size may be looked at: the limit is ours to state, and nothing is decoded here.
    return await sharp(bytes, { pages: 1, limitInputPixels: false }).metadata();
  } catch (error) {
    throw unreadable(error);
  }
}

function isHarmless(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.message.split('\n').every((line) => line === '' || HARMLESS_WARNING.test(line))
  );
}

function unreadable(cause: unknown): AppError {
  const reason = firstLineOf(cause);
  return new AppError('IMAGE_UNREADABLE', { reason, cause });
}
