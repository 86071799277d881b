import { isNativeError } from 'node:util/types';

/**
 * The `code` of a Node or PostgreSQL error, null when it has none. Not by `instanceof`: Node's own errors are of another realm
 * wherever code runs in a vm context.
 */
export function codeOf(error: unknown): string | null {
  return isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The error itself, or one that says what was thrown instead. */
export function asError(error: unknown): Error {
  return isNativeError(error) ? error : new Error(String(error));
}
