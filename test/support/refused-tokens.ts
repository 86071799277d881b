import { base64url, hmacToken, signedToken, withFlippedBit } from './raw-token.js';
import {
  ANON_KEY,
  claims,
  ecKey,
  es256,
  evilUrl,
  HS256,
  now,
  own,
  ownHeader,
  ownText,
  rs256,
  rsaKey,
  SECRET,
  strangerKey,
  supabaseClaims,
} from './token-forge.js';

const NOT_BASE64URL = 'segment is not canonical base64url';
const NOT_JSON = 'segment is not strict JSON';
const NOT_AN_OBJECT = 'segment is not a JSON object';
const HEADER = 'header parameter not allowed';
const CONTROL = 'sub has control characters';

const rsaPem = String(rsaKey.publicKey.export({ type: 'spki', format: 'pem' }));
const unsigned = (alg: string) => `${base64url(JSON.stringify({ alg, typ: 'JWT' }))}.${own().split('.')[1]}`;
const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });

/** The same signature bytes in another spelling: the last letter carries two bits that no byte uses. */
function nextLetter(token: string): string {
  return token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
}

/** `accepts`: jsonwebtoken alone, given the right key and no further options, would let the token through. */
export type Alone = 'accepts' | 'refuses';

/** What is wrong with a token, the token, our reason in the log, and what jsonwebtoken alone says to it. */
export type RefusedToken = [name: string, token: () => string, reason: string, alone: Alone];

export const REFUSED_TOKENS: readonly RefusedToken[] = [
  ['alg none', () => `${unsigned('none')}.`, NOT_BASE64URL, 'refuses'],
  [
    'alg none with a signature',
    () => `${unsigned('none')}.${base64url('x')}`,
    'algorithm not accepted',
    'refuses',
  ],
  ['alg nOnE', () => `${unsigned('nOnE')}.${base64url('x')}`, 'algorithm not accepted', 'refuses'],
  ['alg in lower case', () => ownHeader({ alg: 'hs256' }), 'algorithm not accepted', 'refuses'],
  ['no alg', () => hmacToken({ typ: 'JWT' }, claims(), SECRET), 'alg is not a string', 'refuses'],
  ['alg as array', () => ownHeader({ alg: ['HS256'] }), 'alg is not a string', 'refuses'],
  [
    'HS384',
    () => hmacToken({ alg: 'HS384' }, claims(), SECRET, 'sha384'),
    'algorithm not accepted',
    'accepts',
  ],
  [
    'HS512',
    () => hmacToken({ alg: 'HS512' }, claims(), SECRET, 'sha512'),
    'algorithm not accepted',
    'accepts',
  ],
  ['HS384 that says HS256', () => hmacToken(HS256, claims(), SECRET, 'sha384'), 'wrong signature', 'refuses'],
  ['HS256 with another secret', () => hmacToken(HS256, claims(), `${SECRET}!`), 'wrong signature', 'refuses'],
  [
    'expired, HS256 with another secret',
    () => hmacToken(HS256, claims({ exp: now() - 31 }), `${SECRET}!`),
    'wrong signature',
    'refuses',
  ],
  ['HS256 with an empty secret', () => hmacToken(HS256, claims(), ''), 'wrong signature', 'refuses'],
  [
    'HS256 signed with the public key',
    () => hmacToken(HS256, claims(), rsaPem),
    'wrong signature',
    'refuses',
  ],
  [
    'HS256 of Supabase signed with the public key',
    () => hmacToken({ ...HS256, kid: rsaKey.kid }, supabaseClaims(), rsaPem),
    'wrong signature',
    'refuses',
  ],
  ['unknown kid, HS256', () => ownHeader({ kid: 'nobody' }), 'unknown kid', 'accepts'],
  ['unknown kid, ES256', () => es256({}, { ...ecKey, kid: 'nobody' }), 'unknown kid', 'accepts'],
  [
    'no kid, ES256',
    () => signedToken({ alg: 'ES256' }, supabaseClaims(), ecKey.privateKey),
    'no kid',
    'accepts',
  ],
  ['kid of a key of another type', () => es256({}, { ...ecKey, kid: rsaKey.kid }), 'unknown kid', 'accepts'],
  ['array as kid', () => ownHeader({ kid: ['ec-1'] }), 'kid is not a short string', 'accepts'],
  ['empty kid', () => ownHeader({ kid: '' }), 'kid is not a short string', 'accepts'],
  ['huge kid', () => ownHeader({ kid: 'k'.repeat(3000) }), 'kid is not a short string', 'accepts'],
  [
    'kid that walks the file system',
    () => es256({}, { ...ecKey, kid: '../../dev/null' }),
    'unknown kid',
    'accepts',
  ],
  ['jku', () => ownHeader({ jku: evilUrl() }), HEADER, 'accepts'],
  ['x5u', () => ownHeader({ x5u: evilUrl() }), HEADER, 'accepts'],
  ['jwk', () => ownHeader({ jwk: ecKey.publicKey.export({ format: 'jwk' }) }), HEADER, 'accepts'],
  ['x5c', () => ownHeader({ x5c: [base64url('cert')] }), HEADER, 'accepts'],
  ['unknown crit', () => ownHeader({ crit: ['x'], x: 1 }), HEADER, 'accepts'],
  ['b64 false', () => ownHeader({ crit: ['b64'], b64: false }), HEADER, 'accepts'],
  ['zip', () => ownHeader({ zip: 'DEF' }), HEADER, 'accepts'],
  ['typ of an access token', () => ownHeader({ typ: 'at+jwt' }), 'typ is not JWT', 'accepts'],
  ['typ as number', () => ownHeader({ typ: 1 }), 'typ is not JWT', 'accepts'],
  ['header as array', () => hmacToken(JSON.stringify([HS256]), claims(), SECRET), NOT_AN_OBJECT, 'refuses'],
  ['duplicate alg', () => hmacToken('{"alg":"none","alg":"HS256"}', claims(), SECRET), NOT_JSON, 'accepts'],
  ['expired', () => own({ exp: now() - 31 }), 'expired', 'refuses'],
  ['expired, ES256', () => es256({ exp: now() - 31 }), 'expired', 'refuses'],
  ['nbf in the future', () => own({ nbf: now() + 3600 }), 'not valid yet', 'refuses'],
  ['iat far ahead', () => own({ iat: now() + 3600 }), 'issued in the future', 'accepts'],
  ['no exp', () => own({ exp: undefined }), 'no exp', 'accepts'],
  ['no exp, ES256', () => es256({ exp: undefined }), 'no exp', 'accepts'],
  ['exp null', () => own({ exp: null }), 'exp is not a date', 'refuses'],
  ['exp as text', () => own({ exp: String(now() + 600) }), 'exp is not a date', 'refuses'],
  ['exp 1e308', () => ownText('{"sub":"u1","exp":1e308}'), 'exp is not a date', 'accepts'],
  ['exp beyond every number', () => ownText('{"sub":"u1","exp":1e999}'), 'exp is not a date', 'accepts'],
  ['exp in milliseconds', () => own({ exp: (now() + 600) * 1000 }), 'exp is not a date', 'accepts'],
  ['nbf as text', () => own({ nbf: '0' }), 'nbf is not a date', 'refuses'],
  ['iat as object', () => own({ iat: {} }), 'iat is not a date', 'accepts'],
  ['wrong iss', () => own({ iss: 'https://evil.example' }), 'wrong issuer', 'accepts'],
  ['wrong aud', () => own({ aud: 'another-service' }), 'wrong audience', 'accepts'],
  ['wrong iss, ES256', () => es256({ iss: 'https://evil.example/auth/v1' }), 'wrong issuer', 'accepts'],
  ['no iss, ES256', () => es256({ iss: undefined }), 'wrong issuer', 'accepts'],
  ['wrong aud, ES256', () => es256({ aud: 'another-service' }), 'wrong audience', 'accepts'],
  ['no aud, ES256', () => es256({ aud: undefined }), 'wrong audience', 'accepts'],
  ['sub missing', () => own({ sub: undefined }), 'sub is not a string', 'accepts'],
  ['sub missing, ES256', () => es256({ sub: undefined }), 'sub is not a string', 'accepts'],
  ['sub as number', () => own({ sub: 1 }), 'sub is not a string', 'accepts'],
  ['sub as object', () => own({ sub: { id: 'u1' } }), 'sub is not a string', 'accepts'],
  ['sub as array', () => own({ sub: ['u1'] }), 'sub is not a string', 'accepts'],
  ['sub empty', () => own({ sub: '' }), 'sub is empty', 'accepts'],
  ['sub blank', () => own({ sub: '  ' }), 'sub is empty', 'accepts'],
  ['sub of 300 characters', () => own({ sub: 'u'.repeat(300) }), 'sub is too long', 'accepts'],
  ['sub with a NUL', () => own({ sub: 'u1\u0000' }), CONTROL, 'accepts'],
  ['sub with a line feed', () => own({ sub: 'u1\nERROR' }), CONTROL, 'accepts'],
  [
    'sub with half a surrogate pair',
    () => ownText(`{"sub":"u\\ud800","exp":${now() + 600}}`),
    CONTROL,
    'accepts',
  ],
  ['role as array', () => own({ role: ['admin'] }), 'role is not a string', 'accepts'],
  [
    'exp in the year 9999',
    () => own({ exp: 253_402_300_799 }),
    'valid for longer than TOKEN_MAX_AGE',
    'accepts',
  ],
  ['issued in 1970', () => own({ iat: 0 }), 'valid for longer than TOKEN_MAX_AGE', 'accepts'],
  ['anonymous sign-in, ES256', () => es256({ is_anonymous: true }), 'an anonymous sign-in', 'accepts'],
  ['array payload', () => ownText(JSON.stringify([claims()])), NOT_AN_OBJECT, 'accepts'],
  ['null payload', () => hmacToken(HS256, null, SECRET), NOT_AN_OBJECT, 'refuses'],
  ['text payload', () => ownText('"u1"'), NOT_AN_OBJECT, 'accepts'],
  ['payload that is no JSON', () => ownText('{sub:1}'), NOT_JSON, 'refuses'],
  ['payload with a byte order mark', () => ownText(`\ufeff${JSON.stringify(claims())}`), NOT_JSON, 'refuses'],
  [
    'payload that is no UTF-8',
    () => hmacToken(HS256, Buffer.from([0xff, 0xfe]), SECRET),
    NOT_JSON,
    'refuses',
  ],
  ['deeply nested payload', () => own({ app_metadata: nested(20) }), NOT_JSON, 'accepts'],
  ['thousands of brackets', () => ownText('['.repeat(2000) + ']'.repeat(2000)), NOT_JSON, 'accepts'],
  ['duplicate sub', () => ownText(`{"sub":"u1","sub":"u2","exp":${now() + 600}}`), NOT_JSON, 'accepts'],
  [
    'duplicate sub, one spelt with an escape',
    () => ownText(`{"sub":"u1","\\u0073ub":"u2","exp":${now() + 600}}`),
    NOT_JSON,
    'accepts',
  ],
  [
    'duplicate role inside app_metadata',
    () => ownText(`{"sub":"u1","exp":${now() + 600},"app_metadata":{"role":"user","role":"admin"}}`),
    NOT_JSON,
    'accepts',
  ],
  [
    'JWE',
    () => [1, 2, 3, 4, 5].map((part) => base64url(`part ${part}`)).join('.'),
    'not three segments',
    'refuses',
  ],
  ['two segments', () => own().split('.').slice(0, 2).join('.'), 'not three segments', 'refuses'],
  ['no structure', () => 'token', 'not three segments', 'refuses'],
  ['standard base64 alphabet', () => `${unsigned('HS256')}.ab+/`, NOT_BASE64URL, 'refuses'],
  ['padded base64', () => `${own()}=`, NOT_BASE64URL, 'refuses'],
  ['10 KB of claims', () => own({ pad: 'p'.repeat(10_000) }), 'token too long', 'accepts'],
  ['flipped first signature bit', () => withFlippedBit(own(), 0), 'wrong signature', 'refuses'],
  ['flipped last signature bit', () => withFlippedBit(own(), 255), 'wrong signature', 'refuses'],
  ['flipped bit that no signature byte uses', () => nextLetter(own()), NOT_BASE64URL, 'refuses'],
  ['flipped bit that no signature byte uses, ES256', () => nextLetter(es256()), NOT_BASE64URL, 'accepts'],
  ['flipped bit that no signature byte uses, RS256', () => nextLetter(rs256()), NOT_BASE64URL, 'accepts'],
  ['flipped signature bit, ES256', () => withFlippedBit(es256(), 300), 'wrong signature', 'refuses'],
  ['flipped signature bit, RS256', () => withFlippedBit(rs256(), 2047), 'wrong signature', 'refuses'],
  ['ES256 by a stranger with the right kid', () => es256({}, strangerKey), 'wrong signature', 'refuses'],
  [
    'anon key',
    () => own({ iss: 'supabase', ref: 'abc', role: 'anon', sub: undefined }),
    'wrong issuer',
    'accepts',
  ],
  [
    'service_role key',
    () => own({ iss: 'supabase', ref: 'abc', role: 'service_role', sub: undefined }),
    'wrong issuer',
    'accepts',
  ],
  ['anon role with a sub', () => own({ role: 'anon' }), 'an API key, not a user', 'accepts'],
  [
    'service_role of the project with a sub',
    () => es256({ role: 'service_role' }),
    'an API key, not a user',
    'accepts',
  ],
  ['the configured anon key itself', () => ANON_KEY, 'not three segments', 'refuses'],
];
