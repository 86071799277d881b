import { basename, dirname } from 'node:path';

/**
 * Who is on a photograph: the name of its folder, or the first group (or the whole match) of a pattern on its path.
 * @returns null when the pattern does not match; such photographs are left out of the survey
 */
export function identityOf(path: string, pattern: RegExp | null): string | null {
  if (pattern === null) return basename(dirname(path));
  const match = pattern.exec(path);
  return match ? (match[1] ?? match[0]) : null;
}

/** Rows of each identity, numbered in order of appearance. */
export function groupByIdentity(names: readonly string[]): { identityOfRow: Int32Array; rowsOf: number[][] } {
  const numbers = new Map<string, number>();
  const rowsOf: number[][] = [];
  const identityOfRow = Int32Array.from(names, (name, row) => {
    const known = numbers.get(name) ?? rowsOf.length;
    if (known === rowsOf.length) {
      numbers.set(name, known);
      rowsOf.push([]);
    }
    rowsOf[known]?.push(row);
    return known;
  });
  return { identityOfRow, rowsOf };
}
