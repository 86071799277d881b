import type { IncomingMessage } from 'node:http';
import { AppError } from '../common/app-error.js';
import { tokenRefused } from './token-refusal.js';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * The values of all Authorization headers as they came in. `headers.authorization` would hide a second one: Node keeps
 * the first and drops the rest, a proxy in front may have looked at another.
 */
export function authorizationHeaders({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'authorization');
}

/**
 * The token of `Authorization: Bearer …` (RFC 6750 §2.1), the only place a token is read from.
 *
 * @throws AppError TOKEN_MISSING, AUTHORIZATION_AMBIGUOUS, or TOKEN_INVALID for another scheme
 */
export function bearerToken(request: Pick<IncomingMessage, 'rawHeaders'>): string {
  const [header, ...others] = authorizationHeaders(request);
  if (header === undefined) throw new AppError('TOKEN_MISSING');
  if (others.length > 0) throw new AppError('AUTHORIZATION_AMBIGUOUS');
  const token = BEARER.exec(header.trim())?.[1];
  if (token === undefined) throw tokenRefused('not a bearer token');
  return token;
}
