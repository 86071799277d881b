import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../database/error-code.js';
import type { AuditAnchor } from './audit.repository.js';

const fileSchema = z.object({ id: z.string(), hash: z.string(), mac: z.string().optional() });

/** Somebody has written to the file who does not have AUDIT_KEY. */
export class AnchorForgedError extends Error {
  constructor(path: string) {
    super(`the end that was noted in ${path} does not carry the mark of AUDIT_KEY`);
    this.name = 'AnchorForgedError';
  }
}

/** Where the end of the audit log is noted outside of its database, marked with AUDIT_KEY (HMAC-SHA-256) where there is one. */
export class AnchorFile {
  readonly path: string;

  constructor(
    folder: string,
    private readonly key: string | undefined,
  ) {
    this.path = join(folder, 'audit-anchor.json');
  }

  /** @returns null when nothing was noted yet @throws AnchorForgedError, Error when the file cannot be read */
  read(): AuditAnchor | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
    const { id, hash, mac = '' } = fileSchema.parse(JSON.parse(text));
    if (this.key !== undefined && !isEqual(mac, this.markOf({ id, hash }) ?? ''))
      throw new AnchorForgedError(this.path);
    return { id, hash };
  }

  /** Replaces the file as a whole, so that an interruption leaves the one before. */
  write(anchor: AuditAnchor): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}.new`;
    writeFileSync(draft, `${JSON.stringify({ ...anchor, mac: this.markOf(anchor) })}\n`, { mode: 0o640 });
    renameSync(draft, this.path);
  }

  /** Undefined without a key. */
  markOf({ id, hash }: AuditAnchor): string | undefined {
    return this.key === undefined
      ? undefined
      : createHmac('sha256', this.key).update(`${id}:${hash}`).digest('hex');
  }
}

function isEqual(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
