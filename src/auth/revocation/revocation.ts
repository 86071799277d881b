import { userIdFault } from '../../common/user-id.js';

/** One token by its id, or all tokens of a user that were issued until now. */
export const REVOCABLE = ['jti', 'sub'] as const;

export interface Revocation {
  kind: (typeof REVOCABLE)[number];
  value: string;
  /** Seconds since 1970. */
  atS: number;
}

/** What revocations are told apart by. */
export interface RevocableToken {
  sub: string;
  jti: unknown;
  iat: unknown;
}

/** Can this be a token's id? The rule of user ids: short enough for the table, nothing unprintable. */
export function isTokenId(value: unknown): value is string {
  return userIdFault(value) === undefined;
}
