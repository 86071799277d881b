import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { compiledSources } from '../config/package-root.js';

/** What analysing one photograph came to. */
export type PhotoOutcome =
  | {
      encoding: Float32Array;
      /** The service would have refused the photograph: several faces could be meant. */
      ambiguous: boolean;
    }
  | { failure: string };

const lineSchema = z.union([
  z.object({ photo: z.string(), encoding: z.string(), ambiguous: z.boolean() }),
  z.object({ photo: z.string(), failure: z.string() }),
]);

/**
 * Outcomes by the hash of the photograph's bytes, one file per pipeline version and state of the code, appended to
 * while the evaluation runs: an interrupted one goes on where it stopped, and changed code never meets old encodings.
 */
export class EncodingCache {
  private readonly outcomes = new Map<string, PhotoOutcome>();
  private readonly file: string;

  /** @param pipeline everything that distinguishes encodings: version, engine */
  constructor(folder: string, pipeline: string) {
    mkdirSync(folder, { recursive: true });
    const name = createHash('sha256').update(pipeline).update(codeFingerprint()).digest('hex').slice(0, 16);
    this.file = join(folder, `${name}.jsonl`);
    if (!existsSync(this.file)) return;
    for (const line of readFileSync(this.file, 'utf8').split('\n')) this.read(line);
  }

  get(photo: Uint8Array): PhotoOutcome | undefined {
    return this.outcomes.get(hashOf(photo));
  }

  set(photo: Uint8Array, outcome: PhotoOutcome): void {
    const hash = hashOf(photo);
    this.outcomes.set(hash, outcome);
    const line =
      'failure' in outcome
        ? { photo: hash, failure: outcome.failure }
        : { photo: hash, encoding: toBase64(outcome.encoding), ambiguous: outcome.ambiguous };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }

  /** A line that was cut off when the process was killed is skipped. */
  private read(line: string): void {
    if (!line.endsWith('}')) return;
    const entry = lineSchema.parse(JSON.parse(line));
    if ('failure' in entry) {
      this.outcomes.set(entry.photo, { failure: entry.failure });
      return;
    }
    const bytes = Buffer.from(entry.encoding, 'base64');
    const encoding = Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
    this.outcomes.set(entry.photo, { encoding, ambiguous: entry.ambiguous });
  }
}

function toBase64(encoding: Float32Array): string {
  return Buffer.from(new Float32Array(encoding).buffer).toString('base64');
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeFingerprint(): string {
  const folder = join(compiledSources, 'faces', 'embedding');
  const hash = createHash('sha256');
  for (const part of ['engines', 'models', 'pipeline']) {
    const files = readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js')).sort()) {
      hash.update(readFileSync(join(folder, part, file)));
    }
  }
  return hash.digest('hex');
}
