import sharp, { type Metadata } from 'sharp';
import { MEGAPIXELS_MAX } from '../../../../common/accepted-photos.js';
import { AppError } from '../../../../common/app-error.js';
import { firstLineOf } from '../../../../common/reason-of.js';
import { type MatrixProfile, profileKindOf } from './icc-profile.js';
import { examine } from './examine-photo.js';
import { PHOTO_LOADERS } from './photo-format.js';

/** Longer sides are shrunk while decoding, even where every pixel is wanted. */
const LONG_SIDE_MAX = 2048;
const LONG_SIDE_SHRUNK = 1280;
/**
 * A large face needs few of the pixels. sharp lets libjpeg shrink by its DCT only where something is left to do: by two
 * from a third on, by four from a fifth on.
 */
const REDUCTIONS = [
  { from: 3200, divisor: 5 },
  { from: 1920, divisor: 3 },
];
/** From this size on a WebP that is reduced takes as long as one that is not. */
const REDUCED_WEBP_BYTES_MAX = 2_000_000;
/** What transparent pixels are seen against: neutral, so that they never look like a face. */
const BACKGROUND = '#808080';

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
  /** There is more to see: `decodePhoto` of the same bytes in `full` detail gives more pixels. */
  isReduced: boolean;
  /** How the pixels become sRGB; null when they are. */
  profile: MatrixProfile | null;
}

/**
 * Decodes a photograph of an accepted format upright (EXIF orientation applied), its long side capped, alpha flattened on
 * grey, the first frame of an animation.
 * @param detail `reduced` may leave out two thirds of the rows and columns of a large photograph
 * @throws AppError IMAGE_TYPE_UNSUPPORTED, IMAGE_HEIF, IMAGE_TOO_LARGE or IMAGE_UNREADABLE
 */
export async function decodePhoto(
  bytes: Uint8Array,
  detail: 'reduced' | 'full' = 'full',
): Promise<DecodedPhoto> {
  const { photo, tidied } = examine(bytes);
  const metadata = await readMetadata(photo);
  const { width, height } = metadata.autoOrient;
  const profile = profileKindOf(metadata.icc);
  // One of three channels says nothing of four.
  const colour =
    metadata.space === 'cmyk' && profile.kind === 'matrix' ? ({ kind: 'srgb' } as const) : profile;
  const longSide = Math.max(width, height);
  const most = longSide > LONG_SIDE_MAX ? LONG_SIDE_SHRUNK : longSide;
  const target =
    detail === 'reduced' && isCheaperReduced(metadata) ? Math.min(reducedSide(longSide), most) : most;
  const decode = (file: Uint8Array) => {
    let image = sharp(file, {
      failOn: 'warning',
      pages: 1,
      limitInputPixels: MEGAPIXELS_MAX.jpeg * 1_000_000,
      autoOrient: true,
      ignoreIcc: colour.kind !== 'other',
    });
    if (target < longSide) image = image.resize(target, target, { fit: 'inside', kernel: 'cubic' });
    if (metadata.hasAlpha) image = image.flatten({ background: BACKGROUND });
    return image.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  };

  const { data, info } = await decode(photo).catch((error: unknown) => {
    const tidy = tidied();
    if (tidy === null) throw unreadable(error);
    return decode(tidy).catch((worse: unknown) => {
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
    isReduced: target < most,
    profile: colour.kind === 'matrix' ? colour.profile : null,
  };
}

function reducedSide(longSide: number): number {
  const reduction = REDUCTIONS.find(({ from }) => longSide >= from);
  return reduction ? Math.floor(longSide / reduction.divisor) : longSide;
}

/** A PNG is read whole either way, and a large WebP's codes take most of its time. */
function isCheaperReduced({ format, size = 0 }: Metadata): boolean {
  return format === 'jpeg' || (format === 'webp' && size < REDUCED_WEBP_BYTES_MAX);
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { pages: 1, limitInputPixels: false }).metadata();
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): AppError {
  const reason = firstLineOf(cause);
  return new AppError('IMAGE_UNREADABLE', { reason, cause });
}
