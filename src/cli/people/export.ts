import { closeSync, openSync, writeSync } from 'node:fs';
import { Database } from '../../database/database.js';
import { FaceEncoding } from '../../faces/enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from '../../faces/enrolment/face-encodings.repository.js';
import { withDatabase } from '../database/open-database.js';
import { print, STANDARD_STREAM } from '../program/output.js';
import { EXPORT_FORMAT, EXPORT_VERSION } from './encodings-file.js';

const PAGE = 500;

/**
 * Writes every encoding, or one user's, for `twoinone import`.
 * @param target a new file, which only its owner can read, or `-` for stdout
 */
export async function exportEncodings(target: string, userId: string | undefined): Promise<void> {
  await withDatabase(
    async (dataSource) => {
      const encodings = new FaceEncodingsRepository(new Database(dataSource));
      if (target === STANDARD_STREAM) {
        await write(print, encodings, userId);
        return;
      }
      // Never over an older export: this may be the only copy.
      const file = openSync(target, 'wx', 0o600);
      const count = await write((text) => void writeSync(file, text), encodings, userId).finally(() =>
        closeSync(file),
      );
      await print(`${count} encodings written to ${target}`);
    },
    [FaceEncoding],
  );
}

/** @returns how many encodings */
async function write(
  put: (text: string) => void | Promise<void>,
  encodings: FaceEncodingsRepository,
  userId: string | undefined,
): Promise<number> {
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, exported_at: new Date().toISOString() };
  await put(`${JSON.stringify(head).slice(0, -1)},"encodings":[\n`);
  let count = 0;
  for (let afterId = 0; ;) {
    const rows = await encodings.page(afterId, PAGE, userId);
    for (const { id, ...row } of rows) {
      await put(`${count === 0 ? ' ' : ','}${JSON.stringify(row)}\n`);
      afterId = id;
      count++;
    }
    if (rows.length < PAGE) break;
  }
  await put(']}\n');
  return count;
}
