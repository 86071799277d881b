import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { AppConfig } from '../config/app-config.js';
import { parsePostgresUrl } from '../config/postgres-url.js';
import { codeOf } from '../database/error-code.js';
import { auditMark, isMarked } from './audit-mark.js';
import type { AuditAnchor } from './audit.repository.js';

const fileSchema = z.object({ id: z.string(), hash: z.string(), mac: z.string().optional() });

/** Somebody has written to the file who does not have AUDIT_KEY. */
export class AnchorForgedError extends Error {
  constructor(path: string) {
    super(`the end that was noted in ${path} does not carry the mark of AUDIT_KEY`);
    this.name = 'AnchorForgedError';
  }
}

/**
 * Where the end of the audit log is noted outside of its database, marked with AUDIT_KEY (HMAC-SHA-256) where there is one. Each
 * database has a file of its own: another one's log never held that end.
 */
export class AnchorFile {
  readonly path: string;
  private readonly key: string | undefined;

  constructor({ env, logsPath, dataPath }: Pick<AppConfig, 'env' | 'logsPath' | 'dataPath'>) {
    this.path = join(logsPath, `audit-anchor-${databaseId(env.DATABASE_URL, dataPath)}.json`);
    this.key = env.AUDIT_KEY;
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
    if (this.key !== undefined && !isMarked(this.key, textOf({ id, hash }), mac))
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
  markOf(anchor: AuditAnchor): string | undefined {
    return this.key === undefined ? undefined : auditMark(this.key, textOf(anchor));
  }
}

function textOf({ id, hash }: AuditAnchor): string {
  return `${id}:${hash}`;
}

/**
 * Eight hex digits of where the database is: hosts, ports and name, or the folder of the embedded one. Nothing about who signs in
 * and how, which changes without the database being another one, and must not be guessable from a file's name.
 */
function databaseId(databaseUrl: string | undefined, dataPath: string): string {
  return createHash('sha256')
    .update(JSON.stringify(databaseUrl === undefined ? [dataPath] : placeOf(databaseUrl)))
    .digest('hex')
    .slice(0, 8);
}

function placeOf(databaseUrl: string): string[] {
  const { hosts, database, user } = parsePostgresUrl(databaseUrl);
  // A socket's folder is a path, whose capitals count.
  const nameOf = (host: string) => (host.startsWith('/') ? host : host.toLowerCase());
  // Without a name libpq takes the user's.
  return [...hosts.map(({ host, port }) => `${nameOf(host)}:${port}`).sort(), database ?? user ?? ''];
}
