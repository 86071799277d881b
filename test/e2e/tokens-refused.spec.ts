import { askWho } from '../support/auth-app.js';
import { HttpClient } from '../support/http-client.js';
import { base64url, hmacToken, signedToken, withFlippedBit } from '../support/raw-token.js';
import { tokenRefusals } from '../support/test-app.js';
import { tokenApp } from '../support/token-app.js';
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
} from '../support/token-forge.js';

const rsaPem = String(rsaKey.publicKey.export({ type: 'spki', format: 'pem' }));
const unsigned = (alg: string) => `${base64url(JSON.stringify({ alg, typ: 'JWT' }))}.${own().split('.')[1]}`;
const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
/** The product's routes that look at a token. */
const ROUTES = [
  ['POST', '/ml/enroll-face'],
  ['POST', '/ml/verify-face'],
  ['GET', '/ml/users-enrolled'],
  ['DELETE', '/ml/delete-face/u1'],
] as const;

const app = tokenApp();
const get = (path: string, token?: string) => askWho(app().url, path, token);

describe('401 TOKEN_INVALID, with the reason in the log only', () => {
  const NOT_BASE64URL = 'segment is not canonical base64url';
  const NOT_JSON = 'segment is not strict JSON';
  const NOT_AN_OBJECT = 'segment is not a JSON object';
  const HEADER = 'header parameter not allowed';
  const CONTROL = 'sub has control characters';

  it.each<[string, () => string, string]>([
    ['alg none', () => `${unsigned('none')}.`, NOT_BASE64URL],
    ['alg none with a signature', () => `${unsigned('none')}.${base64url('x')}`, 'algorithm not accepted'],
    ['alg nOnE', () => `${unsigned('nOnE')}.${base64url('x')}`, 'algorithm not accepted'],
    ['alg in lower case', () => ownHeader({ alg: 'hs256' }), 'algorithm not accepted'],
    ['no alg', () => hmacToken({ typ: 'JWT' }, claims(), SECRET), 'alg is not a string'],
    ['alg as array', () => ownHeader({ alg: ['HS256'] }), 'alg is not a string'],
    ['HS384', () => hmacToken({ alg: 'HS384' }, claims(), SECRET, 'sha384'), 'algorithm not accepted'],
    ['HS512', () => hmacToken({ alg: 'HS512' }, claims(), SECRET, 'sha512'), 'algorithm not accepted'],
    ['HS384 that says HS256', () => hmacToken(HS256, claims(), SECRET, 'sha384'), 'wrong signature'],
    ['HS256 with another secret', () => hmacToken(HS256, claims(), `${SECRET}!`), 'wrong signature'],
    ['HS256 with an empty secret', () => hmacToken(HS256, claims(), ''), 'wrong signature'],
    ['HS256 signed with the public key', () => hmacToken(HS256, claims(), rsaPem), 'wrong signature'],
    [
      'HS256 of Supabase signed with the public key',
      () => hmacToken({ ...HS256, kid: rsaKey.kid }, supabaseClaims(), rsaPem),
      'wrong signature',
    ],
    ['unknown kid, HS256', () => ownHeader({ kid: 'nobody' }), 'unknown kid'],
    ['unknown kid, ES256', () => es256({}, { ...ecKey, kid: 'nobody' }), 'unknown kid'],
    ['no kid, ES256', () => signedToken({ alg: 'ES256' }, supabaseClaims(), ecKey.privateKey), 'no kid'],
    ['kid of a key of another type', () => es256({}, { ...ecKey, kid: rsaKey.kid }), 'unknown kid'],
    ['array as kid', () => ownHeader({ kid: ['ec-1'] }), 'kid is not a short string'],
    ['empty kid', () => ownHeader({ kid: '' }), 'kid is not a short string'],
    ['huge kid', () => ownHeader({ kid: 'k'.repeat(3000) }), 'kid is not a short string'],
    ['kid that walks the file system', () => es256({}, { ...ecKey, kid: '../../dev/null' }), 'unknown kid'],
    ['jku', () => ownHeader({ jku: evilUrl() }), HEADER],
    ['x5u', () => ownHeader({ x5u: evilUrl() }), HEADER],
    ['jwk', () => ownHeader({ jwk: ecKey.publicKey.export({ format: 'jwk' }) }), HEADER],
    ['x5c', () => ownHeader({ x5c: [base64url('cert')] }), HEADER],
    ['unknown crit', () => ownHeader({ crit: ['x'], x: 1 }), HEADER],
    ['b64 false', () => ownHeader({ crit: ['b64'], b64: false }), HEADER],
    ['zip', () => ownHeader({ zip: 'DEF' }), HEADER],
    ['typ of an access token', () => ownHeader({ typ: 'at+jwt' }), 'typ is not JWT'],
    ['typ as number', () => ownHeader({ typ: 1 }), 'typ is not JWT'],
    ['header as array', () => hmacToken(JSON.stringify([HS256]), claims(), SECRET), NOT_AN_OBJECT],
    ['duplicate alg', () => hmacToken('{"alg":"none","alg":"HS256"}', claims(), SECRET), NOT_JSON],
    ['expired', () => own({ exp: now() - 31 }), 'expired'],
    ['expired, ES256', () => es256({ exp: now() - 31 }), 'expired'],
    ['nbf in the future', () => own({ nbf: now() + 3600 }), 'not valid yet'],
    ['iat far ahead', () => own({ iat: now() + 3600 }), 'issued in the future'],
    ['no exp', () => own({ exp: undefined }), 'no exp'],
    ['no exp, ES256', () => es256({ exp: undefined }), 'no exp'],
    ['exp null', () => own({ exp: null }), 'exp is not a date'],
    ['exp as text', () => own({ exp: String(now() + 600) }), 'exp is not a date'],
    ['exp 1e308', () => ownText('{"sub":"u1","exp":1e308}'), 'exp is not a date'],
    ['exp beyond every number', () => ownText('{"sub":"u1","exp":1e999}'), 'exp is not a date'],
    ['exp in milliseconds', () => own({ exp: (now() + 600) * 1000 }), 'exp is not a date'],
    ['nbf as text', () => own({ nbf: '0' }), 'nbf is not a date'],
    ['iat as object', () => own({ iat: {} }), 'iat is not a date'],
    ['wrong iss', () => own({ iss: 'https://evil.example' }), 'wrong issuer'],
    ['wrong aud', () => own({ aud: 'another-service' }), 'wrong audience'],
    ['wrong iss, ES256', () => es256({ iss: 'https://evil.example/auth/v1' }), 'wrong issuer'],
    ['no iss, ES256', () => es256({ iss: undefined }), 'wrong issuer'],
    ['wrong aud, ES256', () => es256({ aud: 'another-service' }), 'wrong audience'],
    ['no aud, ES256', () => es256({ aud: undefined }), 'wrong audience'],
    ['sub missing', () => own({ sub: undefined }), 'sub is not a string'],
    ['sub missing, ES256', () => es256({ sub: undefined }), 'sub is not a string'],
    ['sub as number', () => own({ sub: 1 }), 'sub is not a string'],
    ['sub as object', () => own({ sub: { id: 'u1' } }), 'sub is not a string'],
    ['sub as array', () => own({ sub: ['u1'] }), 'sub is not a string'],
    ['sub empty', () => own({ sub: '' }), 'sub is empty'],
    ['sub blank', () => own({ sub: '  ' }), 'sub is empty'],
    ['sub of 300 characters', () => own({ sub: 'u'.repeat(300) }), 'sub is too long'],
    ['sub with a NUL', () => own({ sub: 'u1\u0000' }), CONTROL],
    ['sub with a line feed', () => own({ sub: 'u1\nERROR' }), CONTROL],
    ['sub with half a surrogate pair', () => ownText(`{"sub":"u\\ud800","exp":${now() + 600}}`), CONTROL],
    ['role as array', () => own({ role: ['admin'] }), 'role is not a string'],
    ['array payload', () => ownText(JSON.stringify([claims()])), NOT_AN_OBJECT],
    ['null payload', () => hmacToken(HS256, null, SECRET), NOT_AN_OBJECT],
    ['text payload', () => ownText('"u1"'), NOT_AN_OBJECT],
    ['payload that is no JSON', () => ownText('{sub:1}'), NOT_JSON],
    ['payload with a byte order mark', () => ownText(`\ufeff${JSON.stringify(claims())}`), NOT_JSON],
    ['payload that is no UTF-8', () => hmacToken(HS256, Buffer.from([0xff, 0xfe]), SECRET), NOT_JSON],
    ['deeply nested payload', () => own({ app_metadata: nested(20) }), NOT_JSON],
    ['thousands of brackets', () => ownText('['.repeat(2000) + ']'.repeat(2000)), NOT_JSON],
    ['duplicate sub', () => ownText(`{"sub":"u1","sub":"u2","exp":${now() + 600}}`), NOT_JSON],
    [
      'duplicate sub, one spelt with an escape',
      () => ownText(`{"sub":"u1","\\u0073ub":"u2","exp":${now() + 600}}`),
      NOT_JSON,
    ],
    [
      'duplicate role inside app_metadata',
      () => ownText(`{"sub":"u1","exp":${now() + 600},"app_metadata":{"role":"user","role":"admin"}}`),
      NOT_JSON,
    ],
    ['JWE', () => [1, 2, 3, 4, 5].map((part) => base64url(`part ${part}`)).join('.'), 'not three segments'],
    ['two segments', () => own().split('.').slice(0, 2).join('.'), 'not three segments'],
    ['no structure', () => 'token', 'not three segments'],
    ['standard base64 alphabet', () => `${unsigned('HS256')}.ab+/`, NOT_BASE64URL],
    ['padded base64', () => `${own()}=`, NOT_BASE64URL],
    ['10 KB of claims', () => own({ pad: 'p'.repeat(10_000) }), 'token too long'],
    ['flipped first signature bit', () => withFlippedBit(own(), 0), 'wrong signature'],
    ['flipped last signature bit', () => withFlippedBit(own(), 255), 'wrong signature'],
    ['flipped bit that no signature byte uses', () => nextLetter(own()), NOT_BASE64URL],
    ['flipped signature bit, ES256', () => withFlippedBit(es256(), 300), 'wrong signature'],
    ['flipped signature bit, RS256', () => withFlippedBit(rs256(), 2047), 'wrong signature'],
    ['ES256 by a stranger with the right kid', () => es256({}, strangerKey), 'wrong signature'],
    ['anon key', () => own({ iss: 'supabase', ref: 'abc', role: 'anon', sub: undefined }), 'wrong issuer'],
    [
      'service_role key',
      () => own({ iss: 'supabase', ref: 'abc', role: 'service_role', sub: undefined }),
      'wrong issuer',
    ],
    ['anon role with a sub', () => own({ role: 'anon' }), 'an API key, not a user'],
    [
      'service_role of the project with a sub',
      () => es256({ role: 'service_role' }),
      'an API key, not a user',
    ],
    ['the configured anon key itself', () => ANON_KEY, 'not three segments'],
  ])('%s', async (_, token, reason) => {
    tokenRefusals(app());
    const sent = token();
    expect(await get('/who/closed', sent)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    expect(tokenRefusals(app())).toEqual([`Token refused: ${reason}`]);
    expect(await get('/who/optional', sent)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    for (const [method, path] of ROUTES) {
      const { status, headers, body } = await new HttpClient(app().url, `Bearer ${sent}`).send(method, path);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect({ path, status, body }).toMatchObject({
        path,
        status: 401,
        body: { status: 401, code: 'TOKEN_INVALID', detail: 'Token invalide' },
      });
      expect(JSON.stringify(body)).not.toContain(reason);
    }
  });
});

/** The same signature bytes in another spelling: the last letter carries two bits that no byte uses. */
function nextLetter(token: string): string {
  return token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
}
