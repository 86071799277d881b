/**
 * The structure of a JPEG file, read without decoding anything (ITU-T T.81, annex B): what a decoder would have to keep
 * and how often it would go over the picture.
 */
export interface JpegStructure {
  /** Marker segments up to the last scan, in order. */
  segments: JpegSegment[];
  /** The segment that says the picture's size; null when there is none. */
  frame: JpegFrame | null;
  /** Behind the last marker that was understood; the end marker, when there is one, begins here. */
  end: number;
  hasEndMarker: boolean;
}

export interface JpegSegment {
  /** Second byte of the marker: 0xda is a scan. */
  marker: number;
  /** Where its marker begins. */
  start: number;
  /** Behind its parameters. */
  end: number;
  /** Behind the coded data of a scan; `end` for everything else. */
  dataEnd: number;
}

export interface JpegFrame {
  /** 0xc0 baseline, 0xc1 extended sequential, 0xc2 progressive, others are not decoded by anybody. */
  marker: number;
  width: number;
  height: number;
  components: { id: number; horizontal: number; vertical: number }[];
}

export const SCAN = 0xda;
const START = 0xd8;
export const END = 0xd9;
const TEMPORARY = 0x01;
/** SOF0 to SOF15 without the three in between that define tables. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

export const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;
const isAlone = (marker: number): boolean => isRestart(marker) || marker === START || marker === TEMPORARY;

/** @param maxSegments reading stops behind so many */
export function readJpegStructure(bytes: Uint8Array, maxSegments: number): JpegStructure {
  const segments: JpegSegment[] = [];
  let frame: JpegFrame | null = null;
  let at = 2;
  while (segments.length <= maxSegments) {
    const start = nextMarker(bytes, at);
    const marker = bytes[start + 1];
    if (marker === undefined || marker === END)
      return { segments, frame, end: start, hasEndMarker: marker === END };
    if (isAlone(marker)) {
      at = start + 2;
      continue;
    }
    const end = Math.min(start + 2 + wordAt(bytes, start + 2), bytes.length);
    const dataEnd = marker === SCAN ? endOfCodedData(bytes, end) : end;
    segments.push({ marker, start, end, dataEnd });
    if (FRAMES.has(marker)) frame ??= frameAt(bytes, start);
    at = Math.max(dataEnd, start + 2);
  }
  return { segments, frame, end: at, hasEndMarker: false };
}

/** Where the next marker begins, past whatever lies before it, its fill bytes left out; the file's end when there is none. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1];
    if (marker !== undefined && marker !== 0 && marker !== 0xff) return at;
  }
  return bytes.length;
}

/** Coded data ends at the first marker that is no restart. */
function endOfCodedData(bytes: Uint8Array, from: number): number {
  let at = nextMarker(bytes, from);
  while (isRestart(bytes[at + 1] ?? 0)) at = nextMarker(bytes, at + 2);
  return at;
}

function frameAt(bytes: Uint8Array, start: number): JpegFrame {
  const count = bytes[start + 9] ?? 0;
  return {
    marker: bytes[start + 1] ?? 0,
    height: wordAt(bytes, start + 5),
    width: wordAt(bytes, start + 7),
    components: Array.from({ length: count }, (_, i) => {
      const at = start + 10 + i * 3;
      const sampling = bytes[at + 1] ?? 0;
      return { id: bytes[at] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15 };
    }),
  };
}

function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
