import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { mintToken } from '../../../src/auth/mint-token.js';
import { askWho, whoAnswer } from '../../support/tokens/auth-app.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { base64url, hmacToken, signedToken } from '../../support/tokens/raw-token.js';
import { tokenRefusals } from '../../support/test-app.js';
import { tokenApp } from '../../support/tokens/token-app.js';
import {
  claims,
  es256,
  evilUrl,
  HS256,
  legacy,
  now,
  own,
  rs256,
  SECRET,
  strangerKey,
  supabase,
  supabaseClaims,
} from '../../support/tokens/token-forge.js';

const app = tokenApp();
const get = (path: string, token?: string) => askWho(app().url, path, token);

describe('a good token', () => {
  const u1 = { id: 'u1', role: 'user' };
  const long = '😀'.repeat(255);

  it.each<[string, () => string | Promise<string>, object]>([
    ['of the contract', () => own({ email: 'user@example.com' }), { ...u1, email: 'user@example.com' }],
    ['without typ', () => hmacToken({ alg: 'HS256' }, claims(), SECRET), u1],
    ['without role', () => own({ role: undefined }), u1],
    ['of an admin', () => own({ role: 'admin' }), { id: 'u1', role: 'admin' }],
    ['of an admin with scopes', () => own({ role: 'admin', scope: 'list' }), { id: 'u1', role: 'admin' }],
    ['with scopes', () => own({ scope: 'list unlock' }), { ...u1, scopes: ['list', 'unlock'] }],
    ['with scopes as array', () => own({ scope: ['list', 'list'] }), { ...u1, scopes: ['list'] }],
    ['with scopes of another service', () => own({ scope: 'openid Unlock list,unlock' }), u1],
    [
      'of a back end for 90 days',
      () => own({ scope: 'list', jti: 'x', iat: now(), exp: now() + 90 * 86_400 }),
      { ...u1, scopes: ['list'] },
    ],
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

it('scopes of a Supabase token come from app_metadata alone', async () => {
  const scopes = async (more: object) => (await get('/who/closed', es256(more))).user?.scopes;
  expect(await scopes({ app_metadata: { scope: 'list' } })).toEqual(['list']);
  expect(await scopes({ scope: 'list', user_metadata: { scope: 'list' } })).toBeUndefined();
});

describe('TOKEN_MAX_AGE, a day', () => {
  const DAY_S = 24 * 3_600;

  it.each<[string, () => string, number]>([
    ['a day from now', () => own({ exp: now() + DAY_S }), 200],
    ['more than a day from now', () => own({ exp: now() + DAY_S + 60 }), 401],
    ['a day from its iat', () => own({ iat: now() - 60, exp: now() + DAY_S - 60 }), 200],
    ['more than a day from its iat', () => own({ iat: now() - DAY_S, exp: now() + 600 }), 401],
    ['in some thousand years', () => own({ exp: 253_402_300_799 }), 401],
    ['in a month, of Supabase, which has its own rules', () => es256({ exp: now() + 30 * DAY_S }), 200],
  ])('a token that ends %s', async (_, token, status) => {
    expect(await get('/who/closed', token())).toMatchObject({ status });
  });
});

it.each<[unknown, number]>([
  [true, 401],
  ['true', 401],
  [false, 200],
])('a Supabase user with is_anonymous %j', async (is_anonymous, status) => {
  expect(await get('/who/closed', es256({ is_anonymous }))).toMatchObject({ status });
});

/** Wherever clients are used to put it, and in any case. */
const STRAY_NAMES = ['access_token', 'token', 'jwt', 'id_token', 'authorization', 'Bearer', 'auth_token'];

describe('where the token is', () => {
  it('no token: 401 on a closed route, anonymous on an optional one, open on a public one', async () => {
    expect(await get('/who/closed')).toEqual({ status: 401, code: 'TOKEN_MISSING' });
    expect(await get('/who/optional')).toEqual({ status: 200, user: null });
    expect(await get('/who/public')).toEqual({ status: 200, user: null });
  });

  it('a good token is known on an optional route', async () => {
    expect(await get('/who/optional', own())).toMatchObject({ status: 200, user: { id: 'u1' } });
  });

  it.each(STRAY_NAMES)('in the query as %s: 401, also where no token is needed', async (name) => {
    tokenRefusals(app());
    expect(await get(`/who/closed?${name}=${own()}`)).toEqual({ status: 401, code: 'TOKEN_MISSING' });
    expect(await get(`/who/optional?${name}=${own()}`)).toEqual({ status: 401, code: 'TOKEN_INVALID' });
    expect(tokenRefusals(app())).toEqual(['Token refused: token in the query']);
  });

  it.each(STRAY_NAMES)('in a text field %s of a photo upload: 401', async (name) => {
    tokenRefusals(app());
    const parts = [{ name, content: own() }, filePart('a photo')];
    const refused = await new HttpClient(app().url).post('/ml/verify-face', parts);
    expect(refused).toMatchObject({ status: 401, body: { code: 'TOKEN_INVALID', detail: 'Token invalide' } });
    expect(tokenRefusals(app())).toEqual(['Token refused: token in the body']);
    const signedIn = await new HttpClient(app().url, `Bearer ${own()}`).post('/ml/verify-face', parts);
    expect(signedIn).toMatchObject({
      status: 400,
      body: { code: 'FIELD_UNKNOWN', errors: [{ field: name }] },
    });
  });

  it.each<[string, () => string]>([
    ['application/x-www-form-urlencoded', () => `access_token=${own()}`],
    ['application/json', () => JSON.stringify({ access_token: own() })],
  ])('in a body of %s: 401', async (type, body) => {
    const response = await fetch(`${app().url}/who/closed`, {
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

it('a token behind thousands of other headers is seen: none is dropped', async () => {
  const fillers = 'a:\r\n'.repeat(3_000);
  expect(await getRaw('/who/optional', [`Bearer ${own()}`], fillers)).toContain('"id":"u1"');
  expect(await getRaw('/who/optional', ['Bearer bad'], fillers)).toContain('TOKEN_INVALID');
  // Their size is limited, whatever their number.
  expect(await getRaw('/who/optional', [], 'a:\r\n'.repeat(17_000))).toContain('HTTP/1.1 431 ');
});

it('never logs or returns anything that came with a token', async () => {
  app().logLines.length = 0;
  const canary = `canary${randomBytes(6).toString('hex')}`;
  const answers = [
    await getRaw('/who/closed', [`Bearer ${hmacToken({ ...HS256, kid: canary }, claims(), SECRET)}`]),
    await getRaw('/who/closed', [`Bearer ${hmacToken({ alg: canary }, claims({ sub: canary }), SECRET)}`]),
    await getRaw('/who/closed', [`Bearer ${own({ exp: canary, [canary]: 1 })}`]),
    await getRaw('/who/closed', [`Bearer ${canary}`]),
  ];
  expect([...answers, ...app().logLines].join('\n')).not.toContain(canary);
  expect(tokenRefusals(app())).toHaveLength(answers.length);
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

/** `fetch` would join or refuse what these tests need to send. */
function getRaw(path: string, authorization: string[], before = ''): Promise<string> {
  const { hostname, port } = new URL(app().url);
  const socket = connect(Number(port), hostname);
  const headers = authorization.map((value) => `Authorization: ${value}\r\n`).join('');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n${before}${headers}Connection: close\r\n\r\n`);
  return text(socket);
}
