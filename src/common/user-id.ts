/** Characters (Unicode code points, as PostgreSQL counts them) of the longest user id: the width of `face_encodings.user_id`. */
export const USER_ID_MAX_CHARS = 255;

/** Control characters, lone surrogates, line and paragraph separators: none may reach a log or the database. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export type UserIdFault = 'is not a string' | 'is empty' | 'is too long' | 'has control characters';

/** Why this cannot be a user's id, wherever it comes from: tokens, requests, commands, imports. Undefined: it can. */
export function userIdFault(value: unknown): UserIdFault | undefined {
  if (typeof value !== 'string') return 'is not a string';
  if (value.trim() === '') return 'is empty';
  // UTF-16 units first: a text of megabytes is not spread into an array.
  if (value.length > 2 * USER_ID_MAX_CHARS || [...value].length > USER_ID_MAX_CHARS) return 'is too long';
  return isPrintable(value) ? undefined : 'has control characters';
}

/** Nothing in it that would break a log line, a terminal or the database. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}
