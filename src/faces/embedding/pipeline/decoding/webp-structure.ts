import { AppError } from '../../../../common/app-error.js';

/** https://developers.google.com/speed/webp/docs/riff_container */
export interface WebpStructure {
  width: number;
  height: number;
  isAnimated: boolean;
  chunks: number;
}

/** "RIFF", the length, "WEBP". */
const HEADER_BYTES = 12;
/** Type and length before a chunk's data. */
const CHUNK_BYTES = 8;
const ANIMATION_FLAG = 2;

/** @throws AppError IMAGE_UNREADABLE when the file does not begin with one of the three kinds of picture */
export function readWebpStructure(bytes: Uint8Array): WebpStructure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let chunks = 0;
  for (let at = HEADER_BYTES; at + CHUNK_BYTES <= bytes.length; chunks++) {
    const length = view.getUint32(at + 4, true);
    at += CHUNK_BYTES + length + (length & 1);
  }
  if (bytes.length < HEADER_BYTES + CHUNK_BYTES + 10)
    throw new AppError('IMAGE_UNREADABLE', { reason: 'no picture' });
  const data = HEADER_BYTES + CHUNK_BYTES;
  const type = String.fromCharCode(...bytes.subarray(HEADER_BYTES, HEADER_BYTES + 4));
  switch (type) {
    case 'VP8 ': {
      // Three bytes of frame tag and three of start code; the upper two bits of each side are a scale.
      const side = (at: number) => view.getUint16(data + at, true) & 0x3fff;
      return { width: side(6), height: side(8), isAnimated: false, chunks };
    }
    case 'VP8L': {
      const bits = view.getUint32(data + 1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, isAnimated: false, chunks };
    }
    case 'VP8X': {
      const side = (at: number) => view.getUint16(data + at, true) + ((bytes[data + at + 2] ?? 0) << 16) + 1;
      const isAnimated = ((bytes[data] ?? 0) & ANIMATION_FLAG) !== 0;
      return { width: side(4), height: side(7), isAnimated, chunks };
    }
    default:
      throw new AppError('IMAGE_UNREADABLE', { reason: `begins with ${JSON.stringify(type)}` });
  }
}
