import multer, { MulterError, type StorageEngine } from 'multer';
import type { HeldUpload } from './upload-budget.js';

type Handle = StorageEngine['_handleFile'];
type Remove = StorageEngine['_removeFile'];

/** multer's memory storage, with every chunk on the account of its request, and a limit for all of its files together. */
export class CountedMemory implements StorageEngine {
  private readonly memory = multer.memoryStorage();

  private bytes = 0;

  constructor(
    private readonly upload: HeldUpload,
    private readonly maxBytes: number,
  ) {}

  _handleFile(...[, { stream }, done]: Parameters<Handle>): ReturnType<Handle> {
    let chunks: Buffer[] = [];
    let isRefused = false;
    stream.on('data', (chunk: Buffer) => {
      if (isRefused) return;
      this.bytes += chunk.length;
      isRefused = this.bytes > this.maxBytes;
      if (isRefused) done(new MulterError('LIMIT_FILE_SIZE'));
      else if (this.upload.receive(chunk.length)) chunks.push(alone(chunk));
    });
    stream.once('end', () => {
      if (isRefused) return;
      const buffer = Buffer.concat(chunks);
      done(null, { buffer, size: buffer.length });
    });
    // The last event of a stream, also of one that was destroyed; the request may live on for a while.
    stream.once('close', () => (chunks = []));
  }

  _removeFile(...parameters: Parameters<Remove>): ReturnType<Remove> {
    this.memory._removeFile(...parameters);
  }
}

/** A slice keeps alive all that it was cut from, e.g. framing far longer than the photo in it, which nobody counted. */
function alone(chunk: Buffer): Buffer {
  return 2 * chunk.length < chunk.buffer.byteLength ? Buffer.from(chunk) : chunk;
}
