import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { arrayBufferBytes } from '../../../../test/support/array-buffer-bytes.js';
import { eventually } from '../../../../test/support/eventually.js';
import { MIB } from '../../../config/mebibyte.js';
import { CountedMemory } from './counted-memory.js';
import { UploadBudget } from './upload-budget.js';

/** Lets the storage read a file. @returns the stream to write it to, and the bytes that come of it */
function store(budget: UploadBudget) {
  const stream = new PassThrough();
  const upload = budget.open(() => new Error('too much'));
  const file = { fieldname: 'file', originalname: '', encoding: '', mimetype: '', size: 0, stream };
  const rest = { destination: '', filename: '', path: '', buffer: Buffer.alloc(0) };
  const stored = new Promise<Buffer | undefined>((resolve) => {
    const request = {} as Parameters<CountedMemory['_handleFile']>[0];
    new CountedMemory(upload)._handleFile(request, { ...file, ...rest }, (_error, info) =>
      resolve(info?.buffer),
    );
  });
  return { stream, upload, stored };
}

describe('CountedMemory', () => {
  it('stores the bytes as they came, and counts them', async () => {
    const budget = new UploadBudget(MIB);
    const { stream, stored } = store(budget);
    for (const text of ['a ', 'photo ', 'in pieces']) stream.write(text);
    stream.end();
    expect((await stored)?.toString()).toBe('a photo in pieces');
    expect(budget.heldBytes).toBeGreaterThanOrEqual('a photo in pieces'.length);
  });

  it('keeps no more than it counts of small pieces that were cut out of large ones', async () => {
    const budget = new UploadBudget(MIB);
    const { stream, upload } = store(budget);
    const before = arrayBufferBytes();
    for (let piece = 0; piece < 1_000; piece++) {
      await new Promise((resolve) => stream.write(Buffer.alloc(MIB / 16).subarray(0, 1), resolve));
    }
    expect(upload.gaveWay.aborted).toBe(false);
    await eventually(() =>
      Promise.resolve(expect(arrayBufferBytes() - before).toBeLessThan(2 * budget.heldBytes)),
    );
    stream.destroy();
  });
});
