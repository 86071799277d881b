import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { SingleBar } from 'cli-progress';
import { reasonOf } from '../../common/reason-of.js';
import type { CatalogueFile } from './catalogue.js';
import { checkFile } from './check-files.js';

/** Nothing of a download for so long: it has stalled. */
const SILENCE_MAX_MS = 30_000;

/** Brings a file of the catalogue to `target`. @throws Error when it cannot be downloaded, or is not the one named */
export async function download({ url, sha256, sizeBytes }: CatalogueFile, target: string): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error('nothing came for 30 s')), SILENCE_MAX_MS);
  const bar = new SingleBar({ format: '{bar} {percentage} % | {value}/{total} bytes' });
  let received = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      received += chunk.length;
      bar.update(received);
      done(received > sizeBytes ? new Error(`it is longer than ${sizeBytes} bytes`) : null, chunk);
    },
  });
  bar.start(sizeBytes, 0);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`);
    const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
    await pipeline(body, measure, createWriteStream(target, { flags: 'wx' }));
  } catch (error) {
    throw new Error(`${url}: ${causeOf(error)}. Where this machine has no way there, use --from`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
    bar.stop();
  }
  await checkFile(target, sha256);
}

/** The same from a file, or from the file of that name in a folder. */
export async function copyFrom(
  source: string,
  { file, sha256 }: CatalogueFile,
  target: string,
): Promise<void> {
  const path = statSync(source).isDirectory() ? join(source, file) : source;
  // What is checked is what was copied: the source may change meanwhile.
  await pipeline(createReadStream(path), createWriteStream(target, { flags: 'wx' }));
  await checkFile(target, sha256).catch((error: unknown) => {
    throw new Error(reasonOf(error).replace(target, path), { cause: error });
  });
}

/** `fetch` fails with "fetch failed" and says why in its cause. */
function causeOf(error: unknown): string {
  return error instanceof TypeError && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
}
