import { createHash } from 'node:crypto';

/** What a limit counts by. Hashed: neither addresses nor user ids lie in Redis. */
export function limitKey(limitName: string, tracker: string): string {
  return createHash('sha256').update(`${limitName} ${tracker}`).digest('base64url');
}
