import { AppError } from '../../../../common/app-error.js';

/**
 * The beginning of a lossless picture, as a WebP file or its transparency has it, read as far as it says into how many tiles the picture is
 * divided (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification).
 */
export interface LosslessStructure {
  /** Tiles of the finest transform. */
  transformTiles: number;
  /** Tiles of which each may have prefix codes of its own, which the decoder keeps. */
  codeTiles: number;
}

const HEADER_BYTES = 5;
const PREDICTOR = 0;
const CROSS_COLOUR = 1;
const COLOUR_INDEXING = 3;
/** Pixels packed into one, as a power of two, by the size of the palette. */
const PACKING = [
  { most: 2, bits: 3 },
  { most: 4, bits: 2 },
  { most: 16, bits: 1 },
];
const LITERALS = 256;
const LENGTHS = 24;
const DISTANCES = 40;
const CODE_BITS_MAX = 15;
/** In which order the lengths of the codes of lengths come. */
const LENGTH_ORDER = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
/** Lengths from 16 on repeat: so many extra bits, added to so much. */
const REPEATS = [
  { bits: 2, from: 3 },
  { bits: 3, from: 3 },
  { bits: 7, from: 11 },
];
const REPEAT_LAST = 16;
const FIRST_LENGTH = 8;

interface Size {
  width: number;
  height: number;
}

/**
 * @param size of a picture without a header of its own, as transparency is
 * @param maxTransformTiles reading stops at a transform of more
 * @throws AppError IMAGE_UNREADABLE for codes that are none
 */
export function readLossless(
  bytes: Uint8Array,
  size: Size | null,
  maxTransformTiles: number,
): LosslessStructure {
  const reader = new BitReader(size ? bytes : bytes.subarray(HEADER_BYTES));
  const whole = size ?? sizeIn(bytes);
  const { height } = whole;
  let { width } = whole;
  let transformTiles = 0;
  const transforms = new Set<number>();
  const tilesOf = (): Size => {
    const bits = reader.read(3) + 2;
    return { width: Math.ceil(width / 2 ** bits), height: Math.ceil(height / 2 ** bits) };
  };
  while (reader.read(1) === 1) {
    const transform = reader.read(2);
    if (transforms.has(transform)) throw unreadable('a transform twice');
    transforms.add(transform);
    if (transform === PREDICTOR || transform === CROSS_COLOUR) {
      const tiles = tilesOf();
      transformTiles = Math.max(transformTiles, tiles.width * tiles.height);
      if (transformTiles > maxTransformTiles) return { transformTiles, codeTiles: 0 };
      skipPicture(reader, tiles.width * tiles.height);
    } else if (transform === COLOUR_INDEXING) {
      const colours = reader.read(8) + 1;
      skipPicture(reader, colours);
      width = Math.ceil(width / 2 ** (PACKING.find(({ most }) => colours <= most)?.bits ?? 0));
    }
  }
  cacheSize(reader);
  if (reader.read(1) === 0) return { transformTiles, codeTiles: 1 };
  const tiles = tilesOf();
  return { transformTiles, codeTiles: tiles.width * tiles.height };
}

/** @param bytes of a picture with its header */
export function sizeIn(bytes: Uint8Array): Size {
  const reader = new BitReader(bytes.subarray(1));
  return { width: reader.read(14) + 1, height: reader.read(14) + 1 };
}

function cacheSize(reader: BitReader): number {
  return reader.read(1) === 1 ? 2 ** reader.read(4) : 0;
}

/** Reads over the pixels of a picture within the picture: without transforms, and with one set of codes. */
function skipPicture(reader: BitReader, pixels: number): void {
  const cached = cacheSize(reader);
  const [green, red, blue, alpha, distance] = [
    readCode(reader, LITERALS + LENGTHS + cached),
    readCode(reader, LITERALS),
    readCode(reader, LITERALS),
    readCode(reader, LITERALS),
    readCode(reader, DISTANCES),
  ];
  for (let left = pixels; left > 0;) {
    const symbol = green.next(reader);
    if (symbol >= LITERALS && symbol < LITERALS + LENGTHS) {
      left -= readPrefixed(reader, symbol - LITERALS);
      readPrefixed(reader, distance.next(reader));
      continue;
    }
    left -= 1;
    if (symbol < LITERALS) for (const code of [red, blue, alpha]) code.next(reader);
  }
}

/** A length or a distance: a class, and bits that say which of the class. */
function readPrefixed(reader: BitReader, symbol: number): number {
  if (symbol < 4) return symbol + 1;
  const bits = (symbol - 2) >> 1;
  return ((2 + (symbol & 1)) << bits) + reader.read(bits) + 1;
}

function readCode(reader: BitReader, symbols: number): PrefixCode {
  const lengths = new Uint8Array(symbols);
  if (reader.read(1) === 1) {
    const count = reader.read(1) + 1;
    lengths[reader.read(reader.read(1) === 1 ? 8 : 1)] = 1;
    if (count === 2) lengths[reader.read(8)] = 1;
  } else {
    readLengths(reader, lengths);
  }
  return new PrefixCode(lengths);
}

function readLengths(reader: BitReader, lengths: Uint8Array): void {
  const ofLengths = new Uint8Array(LENGTH_ORDER.length);
  const given = reader.read(4) + 4;
  for (const symbol of LENGTH_ORDER.slice(0, given)) ofLengths[symbol] = reader.read(3);
  const code = new PrefixCode(ofLengths);
  const isLimited = reader.read(1) === 1;
  const most = isLimited ? 2 + reader.read(2 + 2 * reader.read(3)) : lengths.length;
  let last = FIRST_LENGTH;
  let symbol = 0;
  for (let read = 0; read < most && symbol < lengths.length; read++) {
    const length = code.next(reader);
    const repeat = REPEATS[length - REPEAT_LAST];
    if (repeat === undefined) {
      lengths[symbol++] = length;
      if (length > 0) last = length;
    } else {
      const times = repeat.from + reader.read(repeat.bits);
      lengths.fill(length === REPEAT_LAST ? last : 0, symbol, symbol + times);
      symbol += times;
    }
  }
}

/** A canonical code: shorter codes first, and of one length in the order of their symbols. */
class PrefixCode {
  private readonly counts = new Uint16Array(CODE_BITS_MAX + 1);
  private readonly symbols: number[] = [];

  constructor(lengths: Uint8Array) {
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.symbols.push(symbol);
        this.counts[length] = (this.counts[length] ?? 0) + 1;
      }
    }
  }

  /** @throws AppError IMAGE_UNREADABLE */
  next(reader: BitReader): number {
    // The only symbol takes no bits.
    if (this.symbols.length === 1) return this.symbols[0] ?? 0;
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      code |= reader.read(1);
      const count = this.counts[length] ?? 0;
      if (code - first < count) return this.symbols[index + code - first] ?? 0;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw unreadable('no code of a lossless picture');
  }
}

/** Least significant bits first; zeros behind the end. */
class BitReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++)
      value |= (((this.bytes[this.at >> 3] ?? 0) >> (this.at & 7)) & 1) << i;
    return value;
  }
}

const unreadable = (reason: string) => new AppError('IMAGE_UNREADABLE', { reason });
