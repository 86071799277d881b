import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { mintToken } from '../../src/auth/mint-token.js';
import { askWho, whoAnswer } from '../support/auth-app.js';
import { HttpClient } from '../support/http-client.js';
import { JwksServer, signingKey } from '../support/jwks-server.js';
import { base64url, hmacToken, signedToken, withFlippedBit } from '../support/raw-token.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { WhoController } from '../support/who.controller.js';

const SECRET = 'a secret that only the tests know, and long';
const ANON_KEY = 'anon-key-of-the-project';
const HS256 = { alg: 'HS256', typ: 'JWT' };
const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({ sub: 'u1', role: 'user', exp: now() + 600, ...more });
const own = (more: object = {}) => hmacToken(HS256, claims(more), SECRET);
const ownText = (payload: string) => hmacToken(HS256, payload, SECRET);
const header = (more: object) => hmacToken({ ...HS256, ...more }, claims(), SECRET);

const ecKey = signingKey('ec-1');
const rsaKey = signingKey('rsa-1', 'RS256');
const strangerKey = signingKey('ec-1');
const supabase = new JwksServer([ecKey, rsaKey]);
const supabaseClaims = (more: object = {}) => ({
  iss: supabase.issuer,
  aud: 'authenticated',
  sub: '7b0e3c52-9a2e-4a39-8a69-5f1f7f4b1d11',
  email: 'person@example.com',
  role: 'authenticated',
  app_metadata: { provider: 'email' },
  iat: now(),
  exp: now() + 600,
  ...more,
});
const es256 = (more: object = {}, key = ecKey) =>
  signedToken({ alg: 'ES256', typ: 'JWT', kid: key.kid }, supabaseClaims(more), key.privateKey);
const rs256 = (more: object = {}) =>
  signedToken({ alg: 'RS256', typ: 'JWT', kid: rsaKey.kid }, supabaseClaims(more), rsaKey.privateKey);
const legacy = (more: object = {}, kid = 'x1') => hmacToken({ ...HS256, kid }, supabaseClaims(more), SECRET);
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
const evilUrl = () => `${supabase.url}/evil/jwks.json`;

let app: TestApp;
const get = (path: string, token?: string) => askWho(app.url, path, token);
/** Why tokens were refused since the last call, as the log tells it. */
function refusals(): string[] {
  const lines = app.logLines.splice(0).map((line) => JSON.parse(line) as { context?: string; msg: string });
  return lines.filter(({ context }) => context === 'JwtAuthGuard').map(({ msg }) => msg);
}

beforeAll(async () => {
  await supabase.up();
  app = await startTestApp(
    { JWT_SECRET_KEY: SECRET, SUPABASE_URL: supabase.url, SUPABASE_ANON_KEY: ANON_KEY },
    [WhoController],
  );
});

afterAll(async () => {
  await app.close();
  await supabase.down();
});

describe('a good token', () => {
  const u1 = { id: 'u1', role: 'user' };
  const long = '😀'.repeat(255);

  it.each<[string, () => string | Promise<string>, object]>([
    ['of the contract', () => own({ email: 'user@example.com' }), { ...u1, email: 'user@example.com' }],
    ['without typ', () => hmacToken({ alg: 'HS256' }, claims(), SECRET), u1],
    ['without role', () => own({ role: undefined }), u1],
    ['of an admin', () => own({ role: 'admin' }), { id: 'u1', role: 'admin' }],
    ['with a role nobody knows', () => own({ role: 'Admin' }), u1],
    ['with user_metadata.role admin', () => own({ user_metadata: { role: 'admin' } }), u1],
    ['with a sub of 255 characters', () => own({ sub: long }), { id: long, role: 'user' }],
    ['expired within the tolerance', () => own({ exp: now() - 20 }), u1],
    ['issued ahead within the tolerance', () => own({ iat: now() + 20, nbf: now() + 20 }), u1],
    [
      'of mintToken',
      () => mintToken({ sub: 'ops', role: 'admin', ttlS: 60 }, SECRET),
      { id: 'ops', role: 'admin' },
    ],
  ])('%s is accepted', async (_, token, user) => {
    expect(await get('/who/closed', await token())).toEqual({ status: 200, user });
  });

  it.each<[string, () => string, string]>([
    ['ES256 of Supabase', () => es256(), 'user'],
    ['RS256 of Supabase', () => rs256(), 'user'],
    ['HS256 of Supabase with its kid', () => legacy(), 'user'],
    ['ES256 with app_metadata.role admin', () => es256({ app_metadata: { role: 'admin' } }), 'admin'],
    ['ES256 with user_metadata.role admin', () => es256({ user_metadata: { role: 'admin' } }), 'user'],
    ['ES256 with a top-level role admin', () => es256({ role: 'admin' }), 'user'],
    ['HS256 of Supabase with a top-level role admin', () => legacy({ role: 'admin' }), 'user'],
    ['ES256 with several audiences', () => es256({ aud: ['other', 'authenticated'] }), 'user'],
  ])('%s speaks for a person with role: %s', async (_, token, role) => {
    const { sub: id, email } = supabaseClaims();
    expect(await get('/who/closed', token())).toEqual({ status: 200, user: { id, email, role } });
  });
});

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
    ['alg in lower case', () => header({ alg: 'hs256' }), 'algorithm not accepted'],
    ['no alg', () => hmacToken({ typ: 'JWT' }, claims(), SECRET), 'alg is not a string'],
    ['alg as array', () => header({ alg: ['HS256'] }), 'alg is not a string'],
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
    ['unknown kid, HS256', () => header({ kid: 'nobody' }), 'unknown kid'],
    ['unknown kid, ES256', () => es256({}, { ...ecKey, kid: 'nobody' }), 'unknown kid'],
    ['no kid, ES256', () => signedToken({ alg: 'ES256' }, supabaseClaims(), ecKey.privateKey), 'no kid'],
    ['kid of a key of another type', () => es256({}, { ...ecKey, kid: rsaKey.kid }), 'unknown kid'],
    ['array as kid', () => header({ kid: ['ec-1'] }), 'kid is not a short string'],
    ['empty kid', () => header({ kid: '' }), 'kid is not a short string'],
    ['huge kid', () => header({ kid: 'k'.repeat(3000) }), 'kid is not a short string'],
    ['kid that walks the file system', () => es256({}, { ...ecKey, kid: '../../dev/null' }), 'unknown kid'],
    ['jku', () => header({ jku: evilUrl() }), HEADER],
    ['x5u', () => header({ x5u: evilUrl() }), HEADER],
    ['jwk', () => header({ jwk: ecKey.publicKey.export({ format: 'jwk' }) }), HEADER],
    ['x5c', () => header({ x5c: [base64url('cert')] }), HEADER],
    ['unknown crit', () => header({ crit: ['x'], x: 1 }), HEADER],
    ['b64 false', () => header({ crit: ['b64'], b64: false }), HEADER],
    ['zip', () => header({ zip: 'DEF' }), HEADER],
    ['typ of an access token', () => header({ typ: 'at+jwt' }), 'typ is not JWT'],
    ['typ as number', () => header({ typ: 1 }), 'typ is not JWT'],
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
    refusals();
    const sent = token();
    expect(await get('/who/closed', sent)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    expect(refusals()).toEqual([`Token refused: ${reason}`]);
    expect(await get('/who/optional', sent)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    for (const [method, path] of ROUTES) {
      const { status, headers, body } = await new HttpClient(app.url, `Bearer ${sent}`).send(method, path);
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

describe('where the token is', () => {
  it('no token: 401 on a closed route, anonymous on an optional one, open on a public one', async () => {
    expect(await get('/who/closed')).toEqual({ status: 401, code: 'TOKEN_MISSING' });
    expect(await get('/who/optional')).toEqual({ status: 200, user: null });
    expect(await get('/who/public')).toEqual({ status: 200, user: null });
  });

  it('a good token is known on an optional route', async () => {
    expect(await get('/who/optional', own())).toMatchObject({ status: 200, user: { id: 'u1' } });
  });

  it.each(['access_token', 'token'])(
    'in the query as %s: 401, also where no token is needed',
    async (name) => {
      expect(await get(`/who/closed?${name}=${own()}`)).toEqual({ status: 401, code: 'TOKEN_MISSING' });
      expect(await get(`/who/optional?${name}=${own()}`)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    },
  );

  it.each<[string, () => string]>([
    ['application/x-www-form-urlencoded', () => `access_token=${own()}`],
    ['application/json', () => JSON.stringify({ access_token: own() })],
  ])('in a body of %s: 401', async (type, body) => {
    const response = await fetch(`${app.url}/who/closed`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: body(),
    });
    expect(await whoAnswer(response)).toEqual({ status: 401, code: 'TOKEN_MISSING' });
  });

  it.each<[string, (token: string) => string[], number, string]>([
    ['scheme in lower case', (token) => [`bearer ${token}`], 200, '"user"'],
    ['scheme in capitals', (token) => [`BEARER ${token}`], 200, '"user"'],
    ['two headers', (token) => [`Bearer ${token}`, `Bearer ${token}`], 400, 'AUTHORIZATION_AMBIGUOUS'],
    ['a good one, then rubbish', (token) => [`Bearer ${token}`, 'x'], 400, 'AUTHORIZATION_AMBIGUOUS'],
    ['two tokens in one header', (token) => [`Bearer ${token}, Bearer ${token}`], 401, 'TOKEN_INVALID'],
    ['Basic', () => [`Basic ${base64url('u1:password')}`], 401, 'TOKEN_INVALID'],
    ['no scheme', (token) => [token], 401, 'TOKEN_INVALID'],
    ['scheme alone', () => ['Bearer'], 401, 'TOKEN_INVALID'],
    ['empty', () => [''], 401, 'TOKEN_INVALID'],
  ])('Authorization header: %s', async (_, headers, status, content) => {
    for (const path of ['/who/closed', '/who/optional']) {
      const answer = await getRaw(path, headers(own()));
      expect(answer).toContain(`HTTP/1.1 ${status} `);
      expect(answer).toContain(content);
    }
  });
});

it('never logs or returns anything that came with a token', async () => {
  app.logLines.length = 0;
  const canary = `canary${randomBytes(6).toString('hex')}`;
  const answers = [
    await getRaw('/who/closed', [`Bearer ${hmacToken({ ...HS256, kid: canary }, claims(), SECRET)}`]),
    await getRaw('/who/closed', [`Bearer ${hmacToken({ alg: canary }, claims({ sub: canary }), SECRET)}`]),
    await getRaw('/who/closed', [`Bearer ${own({ exp: canary, [canary]: 1 })}`]),
    await getRaw('/who/closed', [`Bearer ${canary}`]),
  ];
  expect([...answers, ...app.logLines].join('\n')).not.toContain(canary);
  expect(refusals()).toHaveLength(answers.length);
});

it('a header that names a place to fetch a key from causes no request', async () => {
  const before = supabase.requests.length;
  const own = `${supabase.issuer}/.well-known/jwks.json`;
  for (const more of [{ jku: evilUrl() }, { x5u: evilUrl() }, { jku: own }]) {
    const token = signedToken(
      { alg: 'ES256', kid: 'new', ...more },
      supabaseClaims(),
      strangerKey.privateKey,
    );
    expect(await get('/who/closed', token)).toMatchObject({ status: 401 });
  }
  expect(supabase.requests).toHaveLength(before);
});

/** The same signature bytes in another spelling: the last letter carries two bits that no byte uses. */
function nextLetter(token: string): string {
  return token.slice(0, -1) + String.fromCharCode(token.charCodeAt(token.length - 1) + 1);
}

/** `fetch` would join or refuse what these tests need to send. */
function getRaw(path: string, authorization: string[]): Promise<string> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  const headers = authorization.map((value) => `Authorization: ${value}\r\n`).join('');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n${headers}Connection: close\r\n\r\n`);
  return text(socket);
}
