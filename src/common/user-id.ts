/** Characters (Unicode code points, as PostgreSQL counts them) of the longest user id: the width of `face_encodings.user_id`. */
export const USER_ID_MAX_CHARS = 255;

/**
 * Control characters, lone surrogates, line and paragraph separators, and what turns the direction of the text that follows: none may
 * reach a log or the database.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** Drawn as nothing, wherever they stand; within a name they join letters and colour emoji. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
/** Clients take them for folders, and ask for another address. */
const FOLDERS = new Set(['.', '..']);
/** What everybody may call themselves in requests. */
const ME = 'me';

export type UserIdFault =
  'is not a string' | 'is empty' | 'is too long' | 'has control characters' | 'is reserved';

/** Why this cannot stand for a user in a request. Undefined: it can. */
export function userIdFault(value: unknown): UserIdFault | undefined {
  if (typeof value !== 'string') return 'is not a string';
  // UTF-16 units first: a text of megabytes is not spread into an array.
  if (value.length > 2 * USER_ID_MAX_CHARS || [...value].length > USER_ID_MAX_CHARS) return 'is too long';
  if (!isPrintable(value)) return 'has control characters';
  if (value.replace(INVISIBLE, '').trim() === '') return 'is empty';
  return FOLDERS.has(value) ? 'is reserved' : undefined;
}

/** The same of somebody who signs in or is enrolled: whose id is `me` could not be named by anybody else. */
export function ownIdFault(value: unknown): UserIdFault | undefined {
  return userIdFault(value) ?? (value === ME ? 'is reserved' : undefined);
}

/** Nothing in it that would break a log line, a terminal or the database. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}
