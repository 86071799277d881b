import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { boundaryOf, NameFiles } from './name-files.js';

const BOUNDARY = 'XyZ';

function body(...heads: string[]): string {
  const parts = heads.map((head) => `--${BOUNDARY}\r\n${head}\r\n\r\ncontent --XyY \r\n--Xy \r\n`);
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

async function pass(text: string, pieceBytes = text.length): Promise<string> {
  const pieces = Array.from({ length: Math.ceil(text.length / pieceBytes) }, (_, i) =>
    Buffer.from(text.slice(i * pieceBytes, (i + 1) * pieceBytes), 'latin1'),
  );
  const named = Readable.from(pieces).pipe(new NameFiles(BOUNDARY, (name) => name === 'file'));
  // An empty line more before the first part, which is nobody's.
  return (await buffer(named)).toString('latin1').replace(/^\r\n/, '');
}

const NAMELESS = 'Content-Disposition: form-data; name="file"\r\nContent-Type: image/jpeg';
const NAMED = 'Content-Disposition: form-data; name="file"; filename="unnamed"\r\nContent-Type: image/jpeg';

describe('NameFiles', () => {
  it.each([
    ['a part of a file field', NAMELESS, NAMED],
    [
      'headers in another order and case',
      'content-type: a/b\r\ncontent-disposition: form-data; NAME=file',
      'content-type: a/b\r\ncontent-disposition: form-data; NAME=file; filename="unnamed"',
    ],
  ])('names %s', async (_what, head, expected) => {
    expect(await pass(body(head))).toBe(body(expected));
  });

  it.each([
    ['a part with a name', 'Content-Disposition: form-data; name="file"; filename="a.jpg"'],
    ['a part with an encoded name', 'Content-Disposition: form-data; name="file"; filename*=UTF-8\'\'a.jpg'],
    ['a text field', 'Content-Disposition: form-data; name="user_id"'],
    ['a part without disposition', 'Content-Type: image/jpeg'],
    ['a head that never ends', `X-Long: ${'x'.repeat(40_000)}`],
  ])('leaves %s alone', async (_what, head) => {
    expect(await pass(body(head))).toBe(body(head));
  });

  it('wherever the pieces of the body end', async () => {
    const text = body(NAMELESS, 'Content-Disposition: form-data; name="user_id"', NAMELESS);
    const expected = body(NAMED, 'Content-Disposition: form-data; name="user_id"', NAMED);
    for (let pieceBytes = 1; pieceBytes < text.length; pieceBytes++) {
      expect(await pass(text, pieceBytes)).toBe(expected);
    }
  });

  it('takes what looks like a delimiter for one at the beginning of a line only, and no more than a form has', async () => {
    const named = new NameFiles('x', () => true);
    const text = '--x'.repeat(100_000) + '\r\n--x\r\n'.repeat(100_000);
    let pieces = 0;
    named.on('data', () => (pieces += 1));
    named.end(Buffer.from(text));
    await once(named, 'end');
    expect(pieces).toBeLessThan(300);
  });

  it('passes on what is no multipart body', async () => {
    expect(await pass('nothing of the kind', 4)).toBe('nothing of the kind');
    expect(await pass('--XyZ\r\nContent-Disp')).toBe('--XyZ\r\nContent-Disp');
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; Boundary="a b:c"', 'a b:c'],
    ['multipart/form-data;boundary=abc; charset=utf-8', 'abc'],
    ['multipart/form-data', undefined],
  ])('%s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});
