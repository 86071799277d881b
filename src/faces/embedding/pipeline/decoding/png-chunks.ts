import { AppError } from '../../../../common/app-error.js';

export interface PngHeader {
  width: number;
  height: number;
  bitsPerPixel: number;
}

const SIGNATURE_BYTES = 8;
/** Length, type and checksum around a chunk's data. */
const CHUNK_BYTES = 12;
/** Channels by colour type (PNG specification, 11.2.2). */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** What the upright pixels and their colours need. Comments, which may unpack to a thousand times their size, are none of it. */
const NEEDED = new Set(['IHDR', 'PLTE', 'tRNS', 'iCCP', 'sRGB', 'eXIf', 'IDAT', 'IEND']);
/** Encoders write data in chunks of 4 KB and more. */
const CHUNKS_MAX = 20_000;

/** @throws AppError IMAGE_UNREADABLE when the file does not begin with a header */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = SIGNATURE_BYTES;
  if (bytes.length < at + CHUNK_BYTES + 13 || typeAt(bytes, at) !== 'IHDR')
    throw new AppError('IMAGE_UNREADABLE', { reason: 'no IHDR' });
  const depth = bytes[at + 16] ?? 0;
  const channels = CHANNELS[bytes[at + 17] ?? -1] ?? 4;
  return { width: view.getUint32(at + 8), height: view.getUint32(at + 12), bitsPerPixel: depth * channels };
}

/** What a decoder needs of a file, and what it would unpack. */
export interface PngChunks {
  file: Uint8Array;
  /** Compressed, without their chunks' headers; null where there is none. */
  pixels: Uint8Array | null;
  profile: Uint8Array | null;
}

/**
 * The file without the chunks that its pixels do not need. Unknown critical chunks stay, and are refused by the decoder.
 * @throws AppError IMAGE_UNREADABLE when there are too many chunks
 */
export function neededChunks(bytes: Uint8Array): PngChunks {
  const kept = [bytes.subarray(0, SIGNATURE_BYTES)];
  const data: Uint8Array[] = [];
  const seen = new Set<string>();
  let profile: Uint8Array | null = null;
  for (const { type, whole } of chunksIn(bytes)) {
    // Of what there may be one of, a decoder unpacks the others too before it complains.
    if (isCritical(type) || (NEEDED.has(type) && !seen.has(type))) kept.push(whole);
    if (type === 'IDAT') data.push(contentOf(whole));
    if (type === 'iCCP') profile ??= profileIn(contentOf(whole));
    seen.add(type);
  }
  const isComplete = kept.reduce((sum, { length }) => sum + length, 0) === bytes.length;
  const [only = null, ...more] = data;
  return {
    file: isComplete ? bytes : Buffer.concat(kept),
    pixels: more.length === 0 ? only : Buffer.concat(data),
    profile,
  };
}

/** Up to the last, which may be cut off. */
function* chunksIn(bytes: Uint8Array): Generator<{ type: string; whole: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE_BYTES;
  for (let chunks = 0; at + CHUNK_BYTES <= bytes.length; chunks++) {
    if (chunks >= CHUNKS_MAX)
      throw new AppError('IMAGE_UNREADABLE', { reason: `more than ${CHUNKS_MAX} chunks` });
    const end = Math.min(at + CHUNK_BYTES + view.getUint32(at), bytes.length);
    const type = typeAt(bytes, at);
    yield { type, whole: bytes.subarray(at, end) };
    if (type === 'IEND') return;
    at = end;
  }
}

/** Between length and type, and the checksum. */
function contentOf(chunk: Uint8Array): Uint8Array {
  return chunk.subarray(8, -4);
}

/** Behind its name, a zero and the method (PNG specification, 11.3.2.3). */
function profileIn(data: Uint8Array): Uint8Array {
  return data.subarray(data.indexOf(0) + 2);
}

function typeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}

/** An upper-case first letter (PNG specification, 5.4). */
function isCritical(type: string): boolean {
  return ((type.charCodeAt(0) >> 5) & 1) === 0;
}
