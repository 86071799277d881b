import { parseStrictJson } from './strict-json.js';
import { tokenRefused } from './token-refusal.js';

/** Larger than any token that Supabase issues, smaller than Node's limit for all headers together (16 KB). */
const TOKEN_MAX_CHARS = 8 * 1024;
const KID_MAX_CHARS = 200;
const JSON_DEPTH_MAX = 8;
const SEGMENT = /^[A-Za-z0-9_-]+$/;
/**
 * Nothing else is understood. `jku`, `x5u`, `jwk` and `x5c` would let the token bring its own key, `crit` demands that
 * unknown extensions are refused (RFC 7515 §4.1.11), `enc` and `zip` belong to encrypted tokens.
 */
const HEADER_PARAMETERS = new Set(['alg', 'typ', 'kid']);

export interface TokenHeader {
  alg: string;
  kid?: string;
}

export type TokenPayload = Record<string, unknown>;

/** A token that is well-formed; nothing in it is to be believed before its signature has been verified. */
export interface ReadToken {
  header: TokenHeader;
  payload: TokenPayload;
}

/**
 * Reads a compact JWS (RFC 7515 §7.1) strictly, before any cryptography and without any outbound request.
 *
 * @throws AppError TOKEN_INVALID
 */
export function readToken(token: string): ReadToken {
  if (token.length > TOKEN_MAX_CHARS) throw tokenRefused('token too long');
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) {
    throw tokenRefused('not three segments');
  }
  decodeSegment(signature);
  return { header: checkHeader(decodeObject(header)), payload: decodeObject(payload) };
}

function checkHeader(header: Record<string, unknown>): TokenHeader {
  if (Object.keys(header).some((name) => !HEADER_PARAMETERS.has(name))) {
    throw tokenRefused('header parameter not allowed');
  }
  const { alg, typ, kid } = header;
  if (typeof alg !== 'string') throw tokenRefused('alg is not a string');
  if (typ !== undefined && (typeof typ !== 'string' || typ.toUpperCase() !== 'JWT')) {
    throw tokenRefused('typ is not JWT');
  }
  if (kid === undefined) return { alg };
  if (typeof kid !== 'string' || kid === '' || kid.length > KID_MAX_CHARS) {
    throw tokenRefused('kid is not a short string');
  }
  return { alg, kid };
}

function decodeObject(segment: string): Record<string, unknown> {
  const bytes = decodeSegment(segment);
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = parseStrictJson(text, JSON_DEPTH_MAX);
  } catch (error) {
    throw tokenRefused('segment is not strict JSON', error);
  }
  if (!isObject(value)) throw tokenRefused('segment is not a JSON object');
  return value;
}

function decodeSegment(segment: string): Buffer {
  const bytes = SEGMENT.test(segment) ? Buffer.from(segment, 'base64url') : Buffer.alloc(0);
  // Also refuses non-zero padding bits: otherwise four spellings of one signature would be accepted.
  if (bytes.length === 0 || bytes.toString('base64url') !== segment) {
    throw tokenRefused('segment is not canonical base64url');
  }
  return bytes;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
