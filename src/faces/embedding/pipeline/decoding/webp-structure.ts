import { AppError } from '../../../../common/app-error.js';
import { type LosslessStructure, readLossless, sizeIn } from './webp-lossless.js';

/** https://developers.google.com/speed/webp/docs/riff_container */
export interface WebpStructure {
  width: number;
  height: number;
  isAnimated: boolean;
  chunks: number;
  /** What is coded without loss: pixels, or transparency. */
  lossless: LosslessStructure[];
}

interface Chunk {
  type: string;
  data: Uint8Array;
}

interface Size {
  width: number;
  height: number;
}

/** "RIFF", the length, "WEBP". */
const HEADER_BYTES = 12;
/** Type and length before a chunk's data. */
const CHUNK_BYTES = 8;
/** Of the smallest first chunk, and of a frame before its own chunks, which it has in the same way. */
const PICTURE_BYTES_MIN = 10;
const FRAME_HEADER_BYTES = 16;
const ANIMATION_FLAG = 2;
/** Method of transparency: 1 is lossless coding, 0 none. */
const ALPHA_METHOD = 3;

export interface WebpReadingLimits {
  chunks: number;
  transformTiles: number;
}

/**
 * @param limits reading stops behind so many
 * @throws AppError IMAGE_UNREADABLE when the file does not begin with one of the three kinds of picture, or has two pictures in the place of one
 */
export function readWebpStructure(bytes: Uint8Array, limits: WebpReadingLimits): WebpStructure {
  const chunks = chunksIn(bytes, HEADER_BYTES, limits);
  const [first] = chunks;
  if (first === undefined || first.data.length < PICTURE_BYTES_MIN) throw unreadable('no picture');
  const size = sizeOf(first);
  const isAnimated = first.type === 'VP8X' && ((first.data[0] ?? 0) & ANIMATION_FLAG) !== 0;
  const frame = chunks.find(({ type }) => type === 'ANMF')?.data;
  const lossless = losslessIn(chunks, size, limits);
  // Of an animation only the first frame is decoded.
  if (frame !== undefined && frame.length > FRAME_HEADER_BYTES)
    lossless.push(...losslessIn(chunksIn(frame, FRAME_HEADER_BYTES, limits), sidesAt(frame, 6, 9), limits));
  return { ...size, isAnimated, chunks: chunks.length, lossless };
}

function chunksIn(bytes: Uint8Array, from: number, limits: WebpReadingLimits): Chunk[] {
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  for (let at = from; at + CHUNK_BYTES <= bytes.length && chunks.length <= limits.chunks;) {
    const length = view.getUint32(at + 4, true);
    const begin = at + CHUNK_BYTES;
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(at, at + 4)),
      data: bytes.subarray(begin, begin + length),
    });
    at = begin + length + (length & 1);
  }
  return chunks;
}

function losslessIn(
  chunks: readonly Chunk[],
  size: Size,
  { transformTiles }: WebpReadingLimits,
): LosslessStructure[] {
  const pictures = chunks.filter(({ type }) => type === 'VP8L');
  const alphas = chunks.filter(({ type, data }) => type === 'ALPH' && ((data[0] ?? 0) & ALPHA_METHOD) === 1);
  if (pictures.length > 1 || alphas.length > 1) throw unreadable('two pictures in the place of one');
  return [
    ...pictures.map(({ data }) => readLossless(data, null, transformTiles)),
    ...alphas.map(({ data }) => readLossless(data.subarray(1), size, transformTiles)),
  ];
}

function sizeOf({ type, data }: Chunk): Size {
  switch (type) {
    case 'VP8 ': {
      // Three bytes of frame tag and three of start code; the upper two bits of each side are a scale.
      const side = (at: number) => viewOf(data).getUint16(at, true) & 0x3fff;
      return { width: side(6), height: side(8) };
    }
    case 'VP8L':
      return sizeIn(data);
    case 'VP8X':
      return sidesAt(data, 4, 7);
    default:
      throw unreadable(`begins with ${JSON.stringify(type)}`);
  }
}

/** Sides as 24 bits each, one less than they are. */
function sidesAt(bytes: Uint8Array, widthAt: number, heightAt: number): Size {
  const side = (at: number) => viewOf(bytes).getUint16(at, true) + ((bytes[at + 2] ?? 0) << 16) + 1;
  return { width: side(widthAt), height: side(heightAt) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const unreadable = (reason: string) => new AppError('IMAGE_UNREADABLE', { reason });
