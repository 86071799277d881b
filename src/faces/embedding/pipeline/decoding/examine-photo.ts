import { AppError } from '../../../../common/app-error.js';
import {
  assertDecodableJpeg,
  assertDecodablePng,
  assertDecodableWebp,
  assertUnpackablePng,
  SEGMENTS_MAX,
  WEBP_MAX,
} from './decoding-limits.js';
import { readJpegStructure } from './jpeg-structure.js';
import { isHeif, photoFormatOf } from './photo-format.js';
import { neededChunks, readPngHeader } from './png-chunks.js';
import { tidyJpeg } from './tidy-jpeg.js';
import { readWebpStructure } from './webp-structure.js';

export interface ExaminedPhoto {
  /** What a decoder may see. */
  photo: Uint8Array;
  /** The same pixels, for a decoder that complained, without what nobody needs to complain of; null where there is no such thing. */
  tidied: () => Uint8Array | null;
}

/**
 * Reads a photograph's structure and refuses what would cost too much to decode.
 * @throws AppError IMAGE_TYPE_UNSUPPORTED, IMAGE_HEIF, IMAGE_TOO_LARGE or IMAGE_UNREADABLE
 */
export function examine(bytes: Uint8Array): ExaminedPhoto {
  switch (photoFormatOf(bytes)) {
    case 'JPEG': {
      const structure = readJpegStructure(bytes, SEGMENTS_MAX);
      assertDecodableJpeg(structure);
      return {
        photo: bytes,
        tidied: () => {
          const tidy = tidyJpeg(bytes, structure);
          return tidy.equals(bytes) ? null : tidy;
        },
      };
    }
    case 'PNG': {
      assertDecodablePng(readPngHeader(bytes));
      const chunks = neededChunks(bytes);
      assertUnpackablePng(chunks);
      return { photo: chunks.file, tidied: () => null };
    }
    case 'WebP':
      assertDecodableWebp(readWebpStructure(bytes, WEBP_MAX), bytes.length);
      return { photo: bytes, tidied: () => null };
    case null:
      throw new AppError(isHeif(bytes) ? 'IMAGE_HEIF' : 'IMAGE_TYPE_UNSUPPORTED');
  }
}
