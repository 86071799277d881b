import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { reasonOf } from '../common/reason-of.js';

/** Two photographs and whether they show the same person. */
export interface LabelledPair {
  same: boolean;
  /** Absolute paths. */
  a: string;
  b: string;
}

const rowSchema = z.object({
  label: z.enum(['0', '1']).transform((label) => label === '1'),
  a: z.string().min(1),
  b: z.string().min(1),
});

/** The pairs cannot be used; the message is one line for the operator. */
export class PairsFileError extends Error {
  constructor(path: string, fault: string) {
    super(`${path}: ${fault}`);
    this.name = 'PairsFileError';
  }
}

/**
 * Reads a CSV with the columns `label,a,b`: 1 for the same person and 0 for two people, and two paths relative to the file.
 * @throws PairsFileError naming the first wrong line or missing photograph
 */
export function readPairs(path: string): LabelledPair[] {
  const rows = readRows(path);
  const folder = dirname(resolve(path));
  const pairs = rows.map((row, index) => {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) {
      throw new PairsFileError(path, `line ${index + 2}: expected label (0 or 1), a, b`);
    }
    const { label, a, b } = parsed.data;
    return { same: label, a: resolve(folder, a), b: resolve(folder, b) };
  });
  if (pairs.length === 0) throw new PairsFileError(path, 'no pairs');
  const missing = photosOf(pairs).find((photo) => !existsSync(photo));
  if (missing !== undefined) throw new PairsFileError(path, `no such photograph: ${missing}`);
  return pairs;
}

/** Every photograph once. */
export function photosOf(pairs: readonly LabelledPair[]): string[] {
  return [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
}

function readRows(path: string): unknown[] {
  const text = readFileSync(path);
  try {
    return parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new PairsFileError(path, reasonOf(error));
  }
}
