import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const lineSchema = z.object({
  photo: z.string(),
  state: z.enum(['begun', 'stored', 'refused']),
  code: z.string().optional(),
});
export type JournalLine = z.output<typeof lineSchema>;

/** What an import has done, a line for each step, so that the same command goes on where a killed run stopped. */
export class ImportJournal {
  private readonly last = new Map<string, JournalLine>();

  constructor(
    private readonly path: string,
    again: boolean,
  ) {
    mkdirSync(dirname(path), { recursive: true });
    if (again) rmSync(path, { force: true });
    if (!existsSync(path)) return;
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const parsed = parseLine(line);
      if (parsed !== null) this.last.set(parsed.photo, parsed);
    }
  }

  stateOf(photo: string): JournalLine | undefined {
    return this.last.get(photo);
  }

  note(line: JournalLine): void {
    this.last.set(line.photo, line);
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}

/** The last line of a killed run may be cut off: its photo then counts as begun. */
function parseLine(line: string): JournalLine | null {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
