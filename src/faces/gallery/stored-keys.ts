import { Logger } from '@nestjs/common';
import type { Database } from '../../database/database.js';
import { keySuffix, suffixOf } from '../embedding/protection/template-key.js';

/** The key is not the one that protects what is stored: nobody would be recognised. One line for the operator. */
export class TemplateKeyError extends Error {
  constructor(fault: string) {
    super(`TEMPLATE_KEY ${fault}`);
    this.name = 'TemplateKeyError';
  }
}

/**
 * @param version of the encodings that the service makes now, with the suffix of its key
 * @param previous TEMPLATE_KEY_PREVIOUS: rows of this key are waiting to be rotated
 * @throws TemplateKeyError when encodings are stored under yet another key, AppError DB_UNAVAILABLE
 */
export async function checkStoredKeys(
  database: Database,
  version: string,
  previous: Uint8Array | undefined,
): Promise<void> {
  const rows = await database.read((manager) =>
    manager.query<{ model: string; encodings: string }[]>(
      `SELECT models[1] AS model, sum(change) AS encodings FROM gallery_counts
       WHERE subject = 'encodings' GROUP BY models[1] HAVING sum(change) > 0`,
    ),
  );
  const own = suffixOf(version);
  const waiting = previous === undefined ? null : keySuffix(previous);
  const others = rows
    .map(({ model, encodings }) => ({ suffix: suffixOf(model), encodings: Number(encodings) }))
    .filter(({ suffix }) => suffix !== own);
  for (const { suffix, encodings } of others) {
    if (suffix === '' || suffix === waiting) continue;
    throw new TemplateKeyError(
      own === ''
        ? `is missing: ${encodings} stored encodings are protected (${suffix.slice(1)})`
        : `is another one (${own.slice(1)}): ${encodings} stored encodings are protected by ${suffix.slice(1)}`,
    );
  }
  const left = others.reduce((sum, { encodings }) => sum + encodings, 0);
  if (left === 0) return;
  const what =
    own === '' ? 'are still protected by the previous key' : 'are not protected by TEMPLATE_KEY yet';
  new Logger('Gallery').warn(`${left} stored encodings ${what} and recognise nobody: twoinone keys rotate`);
}
