import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import pinoRoll from 'pino-roll';
import { MIB } from '../../config/mebibyte.js';

const KEPT_FILES = 14;
/** Lines that wait in memory for space on the disk; what comes after them is only on stdout. */
const WAITING_MAX_BYTES = MIB;

/**
 * Files in `folder`, a new one each day or 10 MB, 14 kept. Writing goes on by itself when a full disk has space again.
 *
 * @param failed called for each error, a write's or a new day's file's
 * @param caughtUp called when everything that was waiting has been written
 * @throws Error when the first file cannot be opened
 */
export async function openLogFiles(
  folder: string,
  failed: (error: Error) => void,
  caughtUp: () => void,
): Promise<DestinationStream> {
  mkdirSync(folder, { recursive: true });
  const stream = await pinoRoll({
    file: join(folder, 'twoinone-ml'),
    extension: '.log',
    frequency: 'daily',
    size: '10m',
    limit: { count: KEPT_FILES },
    dateFormat: 'yyyy-MM-dd',
    maxLength: WAITING_MAX_BYTES,
  });
  // An error that nobody listens to would end the process, also one of a stream that is not used.
  stream.on('error', () => undefined);
  await once(stream, 'ready');
  stream.on('error', failed);
  stream.on('drain', caughtUp);
  // Only `write`: for a full disk the stream's flushSync is an endless loop.
  return { write: (line) => stream.write(line) };
}
