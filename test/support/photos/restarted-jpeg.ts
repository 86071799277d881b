import sharp from 'sharp';

const BLOCK = 8;

/**
 * A grey JPEG of one column of blocks with a restart marker after each, as webcams write them. The blocks' coded data is taken from
 * JPEGs of one block: behind a restart nothing depends on the block before.
 * @param between what is left behind the data of a block, by its index
 */
export async function restartedJpeg(
  blocks: number,
  between: (block: number, data: Buffer) => Buffer = (_, data) => data,
): Promise<Buffer> {
  const singles = await Promise.all(Array.from({ length: blocks }, (_, i) => singleBlock(i)));
  const [first] = singles;
  if (first === undefined) throw new Error('no blocks');
  const header = Buffer.from(first.header);
  const frame = header.indexOf(Buffer.of(0xff, 0xc0));
  header.writeUInt16BE(BLOCK * blocks, frame + 5);
  const interval = Buffer.of(0xff, 0xdd, 0, 4, 0, 1);
  const scan = header.indexOf(Buffer.of(0xff, 0xda));
  const data = singles.flatMap((single, i) => [
    between(i, single.data),
    i < blocks - 1 ? Buffer.of(0xff, 0xd0 + (i % 8)) : Buffer.of(0xff, 0xd9),
  ]);
  return Buffer.concat([header.subarray(0, scan), interval, header.subarray(scan), ...data]);
}

async function singleBlock(seed: number) {
  const pixels = Buffer.from(
    Array.from({ length: BLOCK ** 2 }, (_, i) => (i * (seed + 3) * 7 + seed * 31) % 256),
  );
  const jpeg = await sharp(pixels, { raw: { width: BLOCK, height: BLOCK, channels: 1 } })
    .toColourspace('b-w')
    .jpeg({ optimiseCoding: false, quality: 90 })
    .toBuffer();
  const scan = jpeg.indexOf(Buffer.of(0xff, 0xda));
  const dataStart = scan + 2 + jpeg.readUInt16BE(scan + 2);
  return { header: jpeg.subarray(0, dataStart), data: jpeg.subarray(dataStart, -2) };
}
