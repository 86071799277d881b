/* Files that are valid, small and written by no encoder: each has more of something than a decoder was made for. */

/** A JPEG's marker segment. */
function segment(marker: number, data: Buffer): Buffer {
  const header = Buffer.of(0xff, marker, 0, 0);
  header.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([header, data]);
}

const SHORTEST_CODE = [1, ...Array<number>(15).fill(0), 0];
const DC_TABLE = Buffer.of(0x00, ...SHORTEST_CODE);
const AC_TABLE = Buffer.of(0x10, ...SHORTEST_CODE);

/** A segment of as many Huffman tables as it holds. */
export const huffmanTables = (): Buffer => segment(0xc4, Buffer.alloc(3_640 * AC_TABLE.length, AC_TABLE));

/** A grey JPEG with a restart marker after each block, and a byte before it that no block needs. */
export function paddedRestarts(width: number, height: number): Buffer {
  const frame = Buffer.of(8, 0, 0, 0, 0, 1, 1, 0x11, 0);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  const header = Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xdb, Buffer.alloc(65, 1).fill(0, 0, 1)),
    segment(0xc0, frame),
    segment(0xc4, Buffer.concat([DC_TABLE, AC_TABLE])),
    segment(0xdd, Buffer.of(0, 1)),
    segment(0xda, Buffer.of(1, 1, 0, 0, 63, 0)),
  ]);
  // Two codes of one bit and padding, the byte too many, the marker.
  const interval = (restart: number) => [0x3f, 0x00, 0xff, 0xd0 + restart];
  const round = Buffer.from(Array.from({ length: 8 }, (_, restart) => interval(restart)).flat());
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const data = Buffer.alloc(4 * blocks, round);
  return Buffer.concat([header, data.subarray(0, -2), Buffer.of(0xff, 0xd9)]);
}

const fixed = (value: number) => Math.round(value * 65_536);

/**
 * A colour profile with a transform of so many steps (ICC.1:2022, 10.16), all of them the same bytes.
 * @param space of the pixels: `RGB ` or `CMYK`
 */
export function longProfile(space: 'RGB ' | 'CMYK', steps: number): Buffer {
  const inputs = space === 'CMYK' ? 4 : 3;
  const white = Buffer.alloc(20);
  white.write('XYZ ');
  [0.9642, 1, 0.8249].forEach((value, i) => white.writeInt32BE(fixed(value), 8 + 4 * i));
  const tags: [string, Buffer][] = [
    ['wtpt', white],
    ['A2B0', lookUpTable(inputs)],
    ['D2B0', stepsOf(inputs, steps)],
  ];
  const directory = Buffer.alloc(4 + 12 * tags.length);
  directory.writeUInt32BE(tags.length, 0);
  let offset = 128 + directory.length;
  tags.forEach(([signature, { length }], i) => {
    directory.write(signature, 4 + 12 * i, 'latin1');
    directory.writeUInt32BE(offset, 8 + 12 * i);
    directory.writeUInt32BE(length, 12 + 12 * i);
    offset += length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x0440_0000, 8);
  const texts = { 12: 'prtr', 16: space, 20: 'XYZ ', 36: 'acsp' };
  for (const [at, text] of Object.entries(texts)) header.write(text, Number(at), 'latin1');
  return Buffer.concat([header, directory, ...tags.map(([, data]) => data)]);
}

/** `lut16Type` with two grid points a channel. */
function lookUpTable(inputs: number): Buffer {
  const outputs = 3;
  const identity = [0, 65_535];
  const curves = (channels: number) => Array.from({ length: channels }, () => identity).flat();
  const grid = Array.from({ length: 2 ** inputs * outputs }, (_, i) => (i * 977) % 32_768);
  const numbers = [2, 2, ...curves(inputs), ...grid, ...curves(outputs)];
  const table = Buffer.alloc(48 + 2 * numbers.length);
  table.write('mft2');
  table.set([inputs, outputs, 2], 8);
  [0, 4, 8].forEach((i) => table.writeInt32BE(fixed(1), 12 + 4 * i));
  numbers.forEach((value, i) => table.writeUInt16BE(value, 48 + 2 * i));
  return table;
}

/** `multiProcessElementsType`: a matrix to three channels, then the same one of three again and again. */
function stepsOf(inputs: number, steps: number): Buffer {
  const [first, again] = [matrix(inputs), matrix(3)];
  const head = Buffer.alloc(16 + 8 * steps);
  head.write('mpet');
  head.writeUInt16BE(inputs, 8);
  head.writeUInt16BE(3, 10);
  head.writeUInt32BE(steps, 12);
  for (let i = 0; i < steps; i++) {
    head.writeUInt32BE(head.length + (i === 0 ? 0 : first.length), 16 + 8 * i);
    head.writeUInt32BE((i === 0 ? first : again).length, 20 + 8 * i);
  }
  return Buffer.concat([head, first, again]);
}

function matrix(inputs: number): Buffer {
  const outputs = 3;
  const data = Buffer.alloc(12 + 4 * (inputs * outputs + outputs));
  data.write('matf');
  data.writeUInt16BE(inputs, 8);
  data.writeUInt16BE(outputs, 10);
  for (let i = 0; i < outputs; i++) data.writeFloatBE(0.999, 12 + 4 * (i * inputs + i));
  return data;
}

/** The profile in the segments of a JPEG, which begins behind its start marker. */
export function profileSegments(profile: Buffer): Buffer {
  const bytes = 65_000;
  const count = Math.ceil(profile.length / bytes);
  return Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      segment(
        0xe2,
        Buffer.concat([
          Buffer.from('ICC_PROFILE\0'),
          Buffer.of(i + 1, count),
          profile.subarray(i * bytes, (i + 1) * bytes),
        ]),
      ),
    ),
  );
}

/** Deflate blocks with codes of their own that hold nothing (RFC 1951, 3.2.7), of 94 bits each. */
export function emptyBlocks(count: number): Buffer {
  // No final block; 257 lengths of literals, two of distances, 18 lengths of lengths: of 18 one bit, of 0 and 1 two.
  const lengthsOfLengths = [0, 0, 1, 2, ...Array<number>(13).fill(0), 2];
  const numbers: [value: number, bits: number][] = [
    ...([
      [0, 1],
      [2, 2],
      [0, 5],
      [1, 5],
      [14, 4],
    ] as [number, number][]),
    ...lengthsOfLengths.map((length): [number, number] => [length, 3]),
    // Literal 0, no other before the end of the block, and both distances: one bit each.
    ...([
      [3, 2],
      [0, 1],
      [127, 7],
      [0, 1],
      [106, 7],
      [3, 2],
      [3, 2],
      [3, 2],
    ] as [number, number][]),
    // The end.
    [1, 1],
  ];
  const block = numbers.flatMap(([value, bits]) => Array.from({ length: bits }, (_, i) => (value >> i) & 1));
  // Eight of them end with a byte.
  const round = Array.from({ length: 8 }, () => block).flat();
  const bytes = Buffer.from(
    Array.from({ length: block.length }, (_, i) =>
      round.slice(8 * i, 8 * i + 8).reduce((byte, bit, at) => byte | (bit << at), 0),
    ),
  );
  return Buffer.alloc((count / 8) * bytes.length, bytes);
}
