import { writeFileSync } from 'node:fs';
import { outputFile } from './arguments.js';

/** In the place of a file's name: stdin or stdout. */
export const STANDARD_STREAM = '-';

/** What `--json [FILE]` was given: true without a file. */
export type JsonTarget = string | true | undefined;

export const JSON_OPTION = [
  '--json [file]',
  'as JSON: in the place of the text, or into a file',
  outputFile,
] as const;

/** Resolves when stdout has taken the text, however slow its reader is. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** A command's result: the text on stdout, or the value in its place, or both. */
export async function printResult(text: string, value: unknown, json: JsonTarget): Promise<void> {
  const written = `${JSON.stringify(value, null, 2)}\n`;
  if (json === true || json === STANDARD_STREAM) return print(written);
  if (json !== undefined) writeFileSync(json, written);
  return print(text);
}

/** What a command is doing: on stderr, since stdout is for its result. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
