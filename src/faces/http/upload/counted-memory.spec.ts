import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { arrayBufferBytes } from '../../../../test/support/processes/array-buffer-bytes.js';
import { eventually } from '../../../../test/support/eventually.js';
import { MIB } from '../../../config/mebibyte.js';
import { CountedMemory } from './counted-memory.js';
import { UploadBudget } from './upload-budget.js';

/** Lets the storage read a file. @returns the stream to write it to, and the bytes that come of it */
function store(budget: UploadBudget, maxBytes = Infinity) {
  const stream = new PassThrough();
  const upload = budget.open(() => new Error('too much'));
  const file = { fieldname: 'file', originalname: '', encoding: '', mimetype: '', size: 0, stream };
  const rest = { destination: '', filename: '', path: '', buffer: Buffer.alloc(0) };
  const stored = new Promise<Buffer | undefined>((resolve, reject) => {
    const request = {} as Parameters<CountedMemory['_handleFile']>[0];
    new CountedMemory(upload, maxBytes)._handleFile(request, { ...file, ...rest }, (error, info) => {
      if (error) reject(error as Error);
      else resolve(info?.buffer);
    });
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

  it('refuses what is more than all files may have', async () => {
    const { stream, stored } = store(new UploadBudget(MIB), 10);
    for (const text of ['a ', 'photo ', 'in pieces']) stream.write(text);
    stream.end();
    await expect(stored).rejects.toMatchObject({ code: 'LIMIT_FILE_SIZE' });
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
