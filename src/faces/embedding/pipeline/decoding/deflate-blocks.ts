/*
 * How many blocks with codes a deflate stream has (RFC 1951), read without unpacking it. Decoders make tables for those
 * that bring codes of their own, also when they hold nothing: 11 bytes, which take as long as a kilobyte of pixels.
 */

const HEADER_BYTES = 2;
const STORED = 0;
const DYNAMIC = 2;
const END_OF_BLOCK = 256;
const CODE_BITS_MAX = 15;
const SHORT_BITS = 9;
/** In which order the lengths of the codes of lengths come (3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const REPEAT_LAST = 16;
/** Lengths from 16 on repeat: so many extra bits, added to so much. */
const REPEATS = [
  { bits: 2, from: 3 },
  { bits: 3, from: 3 },
  { bits: 7, from: 11 },
];
/** Extra bits of the symbols of lengths and of distances (3.2.5). */
const LENGTH_BITS = Uint8Array.from({ length: 29 }, (_, symbol) =>
  symbol === 28 ? 0 : Math.max(0, (symbol >> 2) - 1),
);
const DISTANCE_BITS = Uint8Array.from({ length: 30 }, (_, symbol) => Math.max(0, (symbol >> 1) - 1));
const FIXED_LITERALS = Uint8Array.from({ length: 288 }, (_, i) =>
  i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8,
);
const FIXED_LENGTHS: Lengths = { literals: FIXED_LITERALS, distances: new Uint8Array(30).fill(5) };

/** Of the codes of a block. */
interface Lengths {
  literals: Uint8Array;
  distances: Uint8Array;
}

/**
 * @param zlib a stream with its header (RFC 1950), or as much of it as there is
 * @param most counting stops behind so many
 * @returns how many there are before the end, or before what is no deflate data
 */
export function countCodedBlocks(zlib: Uint8Array, most: number): number {
  const reader = new BitReader(zlib, HEADER_BYTES);
  const fixed = new Codes();
  const own = new Codes();
  fixed.set(FIXED_LENGTHS);
  let blocks = 0;
  for (let isLast = false; !isLast && blocks <= most && !reader.isOver;) {
    isLast = reader.take(1) === 1;
    const kind = reader.take(2);
    if (kind === STORED) {
      reader.skipStored();
      continue;
    }
    if (kind > DYNAMIC) break;
    blocks++;
    if (kind === DYNAMIC) own.set(readLengths(reader, own.literals));
    if (!skipSymbols(reader, kind === DYNAMIC ? own : fixed)) break;
  }
  return blocks;
}

/** How long the codes of a block's literals and distances are. @param code is filled with that of these lengths */
function readLengths(reader: BitReader, code: PrefixCode): Lengths {
  const [literals, distances] = [reader.take(5) + 257, reader.take(5) + 1];
  const described = reader.take(4) + 4;
  const ofLengths = new Uint8Array(LENGTH_ORDER.length);
  for (let i = 0; i < described; i++) ofLengths[LENGTH_ORDER[i] ?? 0] = reader.take(3);
  code.set(ofLengths);
  const lengths = new Uint8Array(literals + distances);
  for (let i = 0; i < lengths.length && !reader.isOver;) {
    const symbol = code.next(reader);
    if (symbol < REPEAT_LAST) {
      // A code that is none ends the reading.
      if (symbol < 0) break;
      lengths[i++] = symbol;
      continue;
    }
    const { bits, from } = REPEATS[symbol - REPEAT_LAST] ?? { bits: 0, from: 0 };
    const last = symbol === REPEAT_LAST ? (lengths[i - 1] ?? 0) : 0;
    const times = from + reader.take(bits);
    lengths.fill(last, i, i + times);
    i += times;
  }
  return { literals: lengths.subarray(0, literals), distances: lengths.subarray(literals) };
}

/** @returns false where something is no code */
function skipSymbols(reader: BitReader, { literals, distances }: Codes): boolean {
  while (!reader.isOver) {
    const symbol = literals.next(reader);
    if (symbol < END_OF_BLOCK) {
      if (symbol < 0) return false;
      continue;
    }
    if (symbol === END_OF_BLOCK) return true;
    reader.take(LENGTH_BITS[symbol - END_OF_BLOCK - 1] ?? 0);
    const distance = distances.next(reader);
    if (distance < 0) return false;
    reader.take(DISTANCE_BITS[distance] ?? 0);
  }
  return false;
}

/** A prefix code (3.2.2). What is shorter than a byte or little longer is looked up; longer codes, which are rare, go bit by bit. */
class PrefixCode {
  /** By the next bits: the symbol and, in the lower four bits, its code's length. 0: longer, or none. */
  readonly #short = new Uint16Array(1 << SHORT_BITS);
  /** By their length: how many there are, the next one's code and where its symbol goes. */
  readonly #counts = new Uint16Array(CODE_BITS_MAX + 1);
  readonly #codes = new Uint16Array(CODE_BITS_MAX + 1);
  readonly #places = new Uint16Array(CODE_BITS_MAX + 1);
  /** In the order of their codes. */
  readonly #symbols = new Uint16Array(FIXED_LITERALS.length);

  set(lengths: Uint8Array): void {
    const [counts, codes, places] = [this.#counts.fill(0), this.#codes, this.#places];
    for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
    counts[0] = 0;
    for (let length = 1, code = 0, place = 0; length <= CODE_BITS_MAX; length++) {
      code <<= 1;
      codes[length] = code;
      places[length] = place;
      code += counts[length] ?? 0;
      place += counts[length] ?? 0;
    }
    this.#short.fill(0);
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol] ?? 0;
      if (length === 0) continue;
      const place = places[length] ?? 0;
      places[length] = place + 1;
      this.#symbols[place] = symbol;
      const code = codes[length] ?? 0;
      codes[length] = code + 1;
      if (length <= SHORT_BITS) this.#spread(code, length, symbol);
    }
  }

  /** @returns the next symbol; -1 where no code begins so */
  next(reader: BitReader): number {
    const bits = reader.peek();
    const entry = this.#short[bits & ((1 << SHORT_BITS) - 1)] ?? 0;
    if (entry !== 0) {
      reader.skip(entry & 15);
      return entry >> 4;
    }
    for (let length = 1, code = 0, first = 0, index = 0; length <= CODE_BITS_MAX; length++) {
      code |= (bits >> (length - 1)) & 1;
      const count = this.#counts[length] ?? 0;
      if (code - count < first) {
        reader.skip(length);
        return this.#symbols[index + code - first] ?? -1;
      }
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }

  /** Codes come with their first bit lowest. */
  #spread(code: number, length: number, symbol: number): void {
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
    const short = this.#short;
    const [entry, step] = [(symbol << 4) | length, 1 << length];
    for (let at = reversed; at < 1 << SHORT_BITS; at += step) short[at] = entry;
  }
}

/** Of a block, in tables that serve for the next one too. */
class Codes {
  readonly literals = new PrefixCode();
  readonly distances = new PrefixCode();

  set({ literals, distances }: Lengths): void {
    this.literals.set(literals);
    this.distances.set(distances);
  }
}

/** The lowest bit of each byte first. Behind the end there are zeros. */
class BitReader {
  #bits = 0;
  #count = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  get isOver(): boolean {
    return this.at > this.bytes.length + 2;
  }

  /** At least the next fifteen bits, which stay. */
  peek(): number {
    while (this.#count < CODE_BITS_MAX) {
      this.#bits |= (this.bytes[this.at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    return this.#bits;
  }

  skip(count: number): void {
    this.#bits >>>= count;
    this.#count -= count;
  }

  /** @param count at most thirteen */
  take(count: number): number {
    const value = this.peek() & ((1 << count) - 1);
    this.skip(count);
    return value;
  }

  /** A stored block from its length on, which begins with a byte. */
  skipStored(): void {
    this.skip(this.#count & 7);
    this.at -= this.#count >> 3;
    this.#bits = 0;
    this.#count = 0;
    const length = (this.bytes[this.at] ?? 0) | ((this.bytes[this.at + 1] ?? 0) << 8);
    this.at += 4 + length;
  }
}
