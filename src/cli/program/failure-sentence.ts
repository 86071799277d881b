import { firstLineOf } from '../../common/reason-of.js';
import { codeOf } from '../../database/error-code.js';

/** Of Node's system errors, which name a path. */
const OF_A_PATH: Partial<Record<string, string>> = {
  EEXIST: 'exists already, and is not written over',
  ENOENT: 'does not exist',
  EACCES: 'cannot be opened: this user has no right to it',
  EPERM: 'cannot be opened: this user has no right to it',
  EROFS: 'cannot be written: its file system is read-only',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'is below something that is no folder',
  ENOSPC: 'cannot be written: the disk is full',
};

/** SQLSTATEs (PostgreSQL manual, appendix A) of a schema that this version does not know. */
const OLD_SCHEMA = ['42P01', '42703', '42883', '3F000'];

/** What went wrong in one sentence, with what to do about it where that is known. */
export function failureSentence(error: unknown): string {
  const code = codeOf(error) ?? '';
  const ofPath = OF_A_PATH[code];
  if (ofPath !== undefined && isNamingPath(error)) return `${error.path} ${ofPath}`;
  if (OLD_SCHEMA.includes(code)) {
    return `The database does not have this version's schema (${firstLineOf(error)}): twoinone migrate run`;
  }
  return firstLineOf(error);
}

function isNamingPath(error: unknown): error is { path: string } {
  return typeof error === 'object' && error !== null && 'path' in error && typeof error.path === 'string';
}
