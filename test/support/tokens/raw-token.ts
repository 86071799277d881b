import { createHmac, sign, type KeyObject } from 'node:crypto';

/** JSON text, or a value to be turned into it: texts allow what `JSON.stringify` cannot say (duplicate keys, 1e308). */
export type Json = string | Buffer | object | null;

const textOf = (json: Json): string | Buffer =>
  typeof json === 'string' || Buffer.isBuffer(json) ? json : JSON.stringify(json);
export const base64url = (text: string | Buffer): string => Buffer.from(text).toString('base64url');

const signingInput = (header: Json, payload: Json): string =>
  `${base64url(textOf(header))}.${base64url(textOf(payload))}`;

/** A compact JWS with a correct HMAC over whatever header and payload it is given. */
export function hmacToken(
  header: Json,
  payload: Json,
  secret: string | Buffer,
  hash: 'sha256' | 'sha384' | 'sha512' = 'sha256',
): string {
  const input = signingInput(header, payload);
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

/** A compact JWS with a correct ECDSA P-256 (ES256) or RSASSA-PKCS1-v1_5 (RS256) signature. */
export function signedToken(header: Json, payload: Json, privateKey: KeyObject): string {
  const input = signingInput(header, payload);
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** Flips one bit of a token's signature; `bit` counts from its first. */
export function withFlippedBit(token: string, bit: number): string {
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const index = bit >> 3;
  bytes.writeUInt8(bytes.readUInt8(index) ^ (0x80 >> (bit & 7)), index);
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}
