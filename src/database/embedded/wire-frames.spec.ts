import { describe, expect, it } from '@jest/globals';
import { WireFrames } from './wire-frames.js';

const frame = (type: string, body = ''): Buffer => {
  const header = Buffer.alloc(5);
  header.write(type);
  header.writeUInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([header, Buffer.from(body)]);
};

const startup = (): Buffer => {
  const packet = Buffer.alloc(8);
  packet.writeUInt32BE(8);
  packet.writeUInt32BE(196_608, 4);
  return packet;
};

describe('wire frames', () => {
  const prepared = Buffer.concat([
    frame('P', 'SELECT $1'),
    frame('B', 'S'),
    frame('D'),
    frame('E'),
    frame('S'),
  ]);

  it('sends what belongs to one exchange together', () => {
    const frames = new WireFrames();
    expect(frames.push(startup())).toEqual([{ kind: 'startup', bytes: startup() }]);
    expect(frames.push(prepared)).toEqual([{ kind: 'query', bytes: prepared }]);
    expect(frames.push(frame('Q', 'SELECT 1'))).toEqual([{ kind: 'query', bytes: frame('Q', 'SELECT 1') }]);
    expect(frames.push(frame('X'))).toEqual([{ kind: 'terminate', bytes: frame('X') }]);
  });

  it('waits for the rest, wherever a chunk ends', () => {
    const all = Buffer.concat([startup(), prepared, frame('Q', 'SELECT 1'), prepared]);
    for (let size = 1; size < all.length; size++) {
      const frames = new WireFrames();
      const exchanges = [];
      for (let at = 0; at < all.length; at += size)
        exchanges.push(...frames.push(all.subarray(at, at + size)));
      expect(exchanges.map(({ kind, bytes }) => [kind, bytes.toString('hex')])).toEqual(
        [startup(), prepared, frame('Q', 'SELECT 1'), prepared].map((bytes, index) => [
          index === 0 ? 'startup' : 'query',
          bytes.toString('hex'),
        ]),
      );
    }
  });

  it('keeps what has no answer yet', () => {
    const frames = new WireFrames();
    frames.push(startup());
    expect(frames.push(frame('P', 'SELECT 1'))).toEqual([]);
    expect(frames.push(frame('S'))).toEqual([
      { kind: 'query', bytes: Buffer.concat([frame('P', 'SELECT 1'), frame('S')]) },
    ]);
  });
});
