const BITS_PER_TILE = 2;
const TILE_SIDE = 2 ** BITS_PER_TILE;

/**
 * A lossless WebP of one colour, a square of tiles of four by four pixels, each with prefix codes of its own
 * (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification).
 * @param side tiles in a row; 256 at most, and all of 65,536 have other codes
 */
export function tiledWebp(side: number): Buffer {
  const bits = new BitWriter();
  const pixels = side * TILE_SIDE;
  bits.write(0x2f, 8);
  for (const length of [pixels, pixels]) bits.write(length - 1, 14);
  // No transparency, version 0, no transform, no colour cache; codes by tiles.
  bits.write(0, 1 + 3 + 1 + 1);
  bits.write(1, 1);
  bits.write(BITS_PER_TILE - 2, 3);
  // The picture of tiles: no colour cache; which codes a tile has is in green and red.
  bits.write(0, 1);
  for (let channel = 0; channel < 2; channel++) allBytes(bits);
  for (let channel = 0; channel < 3; channel++) onlySymbol(bits, 0);
  for (let tile = 0; tile < side ** 2; tile++)
    for (const byte of [tile & 255, tile >> 8]) bits.writeCode(byte);
  for (let tile = 0; tile < side ** 2; tile++) {
    for (let channel = 0; channel < 4; channel++) onlySymbol(bits, 128);
    onlySymbol(bits, 0);
  }
  // A pixel takes no bits.
  return riff(Buffer.concat([bits.bytes(), Buffer.alloc(16)]));
}

function riff(data: Buffer): Buffer {
  const even = Buffer.concat([data, Buffer.alloc(data.length & 1)]);
  const header = Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1');
  header.writeUInt32LE(even.length + 12, 4);
  header.writeUInt32LE(even.length, 16);
  return Buffer.concat([header, even]);
}

/** A simple code of one symbol, which takes no bits. */
function onlySymbol(bits: BitWriter, symbol: number): void {
  bits.write(1, 1);
  bits.write(0, 1);
  bits.write(1, 1);
  bits.write(symbol, 8);
}

/** A normal code of the symbols 0 to 255, eight bits each. */
function allBytes(bits: BitWriter): void {
  bits.write(0, 1);
  // Of the codes of lengths, those of 0 and 8 have one bit; 12 are given, in the specification's order.
  bits.write(12 - 4, 4);
  for (const symbol of [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8])
    bits.write(symbol === 0 || symbol === 8 ? 1 : 0, 3);
  // 256 lengths follow: written as 254 in 8 bits.
  bits.write(1, 1);
  bits.write(3, 3);
  bits.write(256 - 2, 8);
  for (let symbol = 0; symbol < 256; symbol++) bits.write(1, 1);
}

/** Least significant bits first. */
class BitWriter {
  private readonly done: number[] = [];
  private current = 0;
  private count = 0;

  write(value: number, bits: number): void {
    for (let i = 0; i < bits; i++) {
      this.current |= ((value >> i) & 1) << this.count;
      this.count += 1;
      if (this.count < 8) continue;
      this.done.push(this.current);
      this.current = 0;
      this.count = 0;
    }
  }

  /** Codes come with their most significant bit first. */
  writeCode(byte: number): void {
    for (let i = 7; i >= 0; i--) this.write((byte >> i) & 1, 1);
  }

  bytes(): Buffer {
    return Buffer.from([...this.done, this.current]);
  }
}
