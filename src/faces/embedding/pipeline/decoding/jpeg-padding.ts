import { isRestart, type JpegFrame, type JpegSegment } from './jpeg-structure.js';

/** Part of a file: from byte `start` to before byte `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** By class and identifier: where each Huffman table is defined. A file may define half a million, and a scan uses eight of them. */
export type HuffmanTables = Map<number, number>;

/** By the next 16 bits: the code's length in the upper byte, its symbol in the lower. */
type CodeTable = Uint16Array;

const CODE_BITS = 16;
/** T.81, B.2.3. */
const SCAN_COMPONENTS_MAX = 4;
/** Cameras write an interval a row of blocks, webcams one of four blocks: 8,000 in full HD. */
const INTERVALS_MAX = 100_000;
const COEFFICIENTS = 64;
const ZERO_RUN = 0xf0;

/** Adds what a DHT segment defines (T.81, annex B.2.4.2). */
export function defineTables(bytes: Uint8Array, { start, end }: ByteRange, tables: HuffmanTables): void {
  let at = start + 4;
  while (at + 17 <= end) {
    tables.set(bytes[at] ?? 0, at);
    let symbols = 0;
    for (let length = 1; length <= CODE_BITS; length++) symbols += bytes[at + length] ?? 0;
    at += 17 + symbols;
  }
}

/** T.81, annex C. */
function codeTableAt(bytes: Uint8Array, at: number): CodeTable {
  const table = new Uint16Array(1 << CODE_BITS);
  let symbol = at + 17;
  let code = 0;
  for (let length = 1; length <= CODE_BITS; length++) {
    for (let count = bytes[at + length] ?? 0; count > 0; count--, code++, symbol++) {
      const spread = CODE_BITS - length;
      table.fill((length << 8) | (bytes[symbol] ?? 0), code << spread, (code + 1) << spread);
    }
    code <<= 1;
  }
  return table;
}

/**
 * Bytes that a camera left between the coded data of a sequential scan and its restart markers: the codes of every interval are
 * read to the end, and what remains is one and the same byte.
 * @param interval coded units (MCUs) between two restart markers
 * @returns null when an interval ends before all of its units, or anything else remains: the data is damaged; and of more intervals than any
 * camera writes
 */
export function paddingOf(
  bytes: Uint8Array,
  frame: JpegFrame,
  scan: JpegSegment,
  tables: HuffmanTables,
  interval: number,
): ByteRange[] | null {
  const blocks = blocksOf(bytes, frame, scan, tables);
  if (!blocks || interval === 0 || blocks.units > interval * INTERVALS_MAX) return null;
  const padding: ByteRange[] = [];
  let at = scan.end;
  for (let left = blocks.units; left > 0; left -= interval) {
    const end = intervalEnd(bytes, at, scan.dataEnd);
    const reader = new CodeReader(bytes, at, end);
    for (let unit = Math.min(left, interval); unit > 0; unit--) {
      for (const [dc, ac] of blocks.tables) if (!reader.skipBlock(dc, ac)) return null;
    }
    const start = reader.position;
    if (!isOneByteRepeated(bytes, start, end)) return null;
    if (start < end) padding.push({ start, end });
    at = end + 2;
  }
  return padding;
}

function isOneByteRepeated(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (bytes[at] !== bytes[start]) return false;
  return true;
}

/** The tables of each block in a unit, in order, and how many units there are (T.81, annex A.2). */
function blocksOf(bytes: Uint8Array, frame: JpegFrame, { start }: JpegSegment, tables: HuffmanTables) {
  const count = bytes[start + 4] ?? 0;
  if (count > SCAN_COMPONENTS_MAX) return null;
  const inScan = Array.from({ length: count }, (_, i) => {
    const id = bytes[start + 5 + 2 * i];
    const selectors = bytes[start + 6 + 2 * i] ?? 0;
    const [dc, ac] = [tables.get(selectors >> 4), tables.get(0x10 | (selectors & 15))];
    const component = frame.components.find((candidate) => candidate.id === id);
    if (component === undefined || dc === undefined || ac === undefined) return null;
    return { ...component, tables: [codeTableAt(bytes, dc), codeTableAt(bytes, ac)] as const };
  });
  const components = inScan.filter((component) => component !== null);
  if (count === 0 || components.length < count) return null;
  const across = Math.max(...frame.components.map(({ horizontal }) => horizontal));
  const down = Math.max(...frame.components.map(({ vertical }) => vertical));
  const [only] = components;
  if (count === 1 && only) {
    const columns = Math.ceil(Math.ceil((frame.width * only.horizontal) / across) / 8);
    const rows = Math.ceil(Math.ceil((frame.height * only.vertical) / down) / 8);
    return { units: columns * rows, tables: [only.tables] };
  }
  const units = Math.ceil(frame.width / (8 * across)) * Math.ceil(frame.height / (8 * down));
  return {
    units,
    tables: components.flatMap(({ horizontal, vertical, tables }) =>
      Array.from({ length: horizontal * vertical }, () => tables),
    ),
  };
}

function intervalEnd(bytes: Uint8Array, from: number, limit: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at < limit && !isRestart(bytes[at + 1] ?? 0)) at = bytes.indexOf(0xff, at + 1);
  return at < 0 ? limit : Math.min(at, limit);
}

class CodeReader {
  private bits = 0;
  private value = 0;
  /** Zero bits at the end of `value` that stand for what is beyond the data. */
  private missing = 0;
  /** Some of those were taken. */
  private isOver = false;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
    private readonly end: number,
  ) {}

  /** Behind the byte of which the last bit was taken. */
  get position(): number {
    // Bytes that were fetched ahead are given back, each with the zero that follows a 0xff.
    let at = this.at;
    for (let ahead = (this.bits - this.missing) >> 3; ahead > 0; ahead--) {
      at--;
      if (this.bytes[at] === 0 && this.bytes[at - 1] === 0xff) at--;
    }
    return at;
  }

  /** @returns false when the block's codes are none, or go on beyond the data */
  skipBlock(dc: CodeTable, ac: CodeTable): boolean {
    const size = this.symbol(dc);
    if (size > CODE_BITS) return false;
    this.skip(size);
    for (let k = 1; k < COEFFICIENTS; k++) {
      const symbol = this.symbol(ac);
      if (symbol < 0) return false;
      const bits = symbol & 15;
      if (bits === 0 && symbol !== ZERO_RUN) break;
      k += symbol >> 4;
      this.skip(bits);
    }
    return size >= 0 && !this.isOver;
  }

  private symbol(table: CodeTable): number {
    this.fill();
    const entry = table[(this.value >>> (this.bits - CODE_BITS)) & 0xffff] ?? 0;
    if (entry === 0) return -1;
    this.skip(entry >> 8);
    return entry & 0xff;
  }

  private skip(count: number): void {
    if (this.bits < count) this.fill();
    this.bits -= count;
    if (this.bits < this.missing) this.isOver = true;
  }

  private fill(): void {
    while (this.bits <= 16) {
      let byte = 0;
      if (this.at < this.end) {
        byte = this.bytes[this.at++] ?? 0;
        if (byte === 0xff && this.bytes[this.at] === 0) this.at++;
      } else {
        this.missing += 8;
      }
      this.value = ((this.value << 8) | byte) & 0xffffff;
      this.bits += 8;
    }
  }
}
