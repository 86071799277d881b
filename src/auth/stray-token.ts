import type { IncomingMessage } from 'node:http';
import { authorizationHeaders } from './bearer-token.js';
import { tokenRefused } from './token-refusal.js';

/** Names under which clients send tokens in the URL or the body: those of RFC 6750 §2.2 and 2.3, OpenID Connect and habit. */
const TOKEN_NAMES = new Set([
  'access_token',
  'auth_token',
  'authorization',
  'bearer',
  'id_token',
  'jwt',
  'token',
]);

/**
 * Whoever believes to have sent a token is no anonymous caller; but none is taken from where every proxy on the way logs it,
 * or from a form that another site can make.
 * @throws AppError TOKEN_INVALID when a token came with these values, and none in the header
 */
export function refuseStrayToken(
  request: Pick<IncomingMessage, 'rawHeaders'>,
  values: object,
  where: 'query' | 'body',
): void {
  if (authorizationHeaders(request).length > 0) return;
  const isThere = Object.keys(values).some((name) => TOKEN_NAMES.has(name.toLowerCase()));
  if (isThere) throw tokenRefused(`token in the ${where}`);
}
