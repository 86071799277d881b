import { type ByteRange, defineTables, type HuffmanTables, paddingOf } from './jpeg-padding.js';
import { END, type JpegFrame, type JpegSegment, type JpegStructure, SCAN } from './jpeg-structure.js';

/*
 * Decoders warn of faults that cost no pixel in the same way as of damage. What phones and webcams are known to write is put
 * right here, so that whatever is warned of afterwards is damage. All warnings of libjpeg-turbo (its jerror.h) and what becomes
 * of them are in docs/quality.md.
 */

const JFIF = 0xe0;
const ADOBE = 0xee;
const HUFFMAN_TABLES = 0xc4;
const RESTART_INTERVAL = 0xdd;
const PROGRESSIVE = 0xc2;
const JFIF_MAJOR = 1;
/** `APP14` of twelve bytes: the transform is the last. */
const ADOBE_TRANSFORM_AT = 15;
/** YCbCr for three channels, YCCK for four: what decoders take where the number is unknown. */
const ADOBE_DEFAULT: Readonly<Record<number, number>> = { 3: 1, 4: 2 };
/** Scan parameters of everything that is not progressive: all coefficients, all bits (T.81, B.2.3). */
const SEQUENTIAL = [0, 63, 0] as const;
/** Each component is in one scan. */
const SEQUENTIAL_SCANS_MAX = 4;
const END_MARKER = Buffer.of(0xff, END);

/** A copy that decodes to the same pixels, without the faults that decoders warn of though nothing is lost. */
export function tidyJpeg(bytes: Uint8Array, { segments, frame, end, hasEndMarker }: JpegStructure): Buffer {
  const copy = Buffer.from(bytes);
  for (const segment of segments) putRight(copy, segment, frame);
  const tidy = Buffer.alloc(bytes.length + END_MARKER.length);
  let length = 0;
  const keep = (from: number, to: number) => {
    length += copy.copy(tidy, length, from, to);
  };
  keep(0, 2);
  const padding = frame ? paddingIn(bytes, segments, frame) : [];
  let next = 0;
  for (const { start, dataEnd } of segments) {
    let at = start;
    for (let range = padding[next]; range !== undefined && range.end <= dataEnd; range = padding[++next]) {
      keep(at, range.start);
      at = range.end;
    }
    keep(at, dataEnd);
  }
  if (hasEndMarker) keep(end, bytes.length);
  else length += END_MARKER.copy(tidy, length);
  return tidy.subarray(0, length);
}

function putRight(bytes: Uint8Array, segment: JpegSegment, frame: JpegFrame | null): void {
  const { marker, start, end } = segment;
  if (marker === JFIF && says(bytes, segment, 'JFIF\0')) bytes[start + 9] = JFIF_MAJOR;
  if (marker === ADOBE && says(bytes, segment, 'Adobe')) putTransformRight(bytes, segment, frame);
  if (marker === SCAN && frame?.marker !== PROGRESSIVE) bytes.set(SEQUENTIAL, end - SEQUENTIAL.length);
}

function putTransformRight(bytes: Uint8Array, { start, end }: JpegSegment, frame: JpegFrame | null): void {
  const transform = start + ADOBE_TRANSFORM_AT;
  if (transform < end && (bytes[transform] ?? 0) > 2)
    bytes[transform] = ADOBE_DEFAULT[frame?.components.length ?? 0] ?? 0;
}

/** Whether the segment's content begins so. */
function says(bytes: Uint8Array, { start }: JpegSegment, text: string): boolean {
  return [...text].every((letter, i) => bytes[start + 4 + i] === letter.charCodeAt(0));
}

/** Padding before restart markers, in all scans that can be read and in order; none where anything is damaged. */
function paddingIn(bytes: Uint8Array, segments: readonly JpegSegment[], frame: JpegFrame): ByteRange[] {
  const tables: HuffmanTables = new Map();
  const padding: ByteRange[][] = [];
  let interval = 0;
  if (frame.marker !== 0xc0 && frame.marker !== 0xc1) return [];
  if (segments.filter(({ marker }) => marker === SCAN).length > SEQUENTIAL_SCANS_MAX) return [];
  for (const segment of segments) {
    const { marker, start } = segment;
    if (marker === HUFFMAN_TABLES) defineTables(bytes, segment, tables);
    if (marker === RESTART_INTERVAL) interval = ((bytes[start + 4] ?? 0) << 8) | (bytes[start + 5] ?? 0);
    if (marker === SCAN) padding.push(paddingOf(bytes, frame, segment, tables, interval) ?? []);
  }
  return padding.flat();
}
