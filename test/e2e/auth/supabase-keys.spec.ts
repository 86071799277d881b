import jsonwebtoken from 'jsonwebtoken';
import { AuthApp } from '../../support/tokens/auth-app.js';
import { JwksServer, signingKey, type SigningKey } from '../../support/servers/jwks-server.js';
import { signedToken } from '../../support/tokens/raw-token.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const first = signingKey('first');
const second = signingKey('second');
const supabase = new JwksServer([first]);
const realNow = performance.now.bind(performance);
let app: AuthApp;

const token = (key: SigningKey, kid = key.kid) =>
  signedToken(
    { alg: key.alg, kid },
    {
      iss: supabase.issuer,
      aud: 'authenticated',
      sub: 'u1',
      exp: Math.floor((Date.now() + 30 * DAY_MS) / 1000),
    },
    key.privateKey,
  );

const answerTo = async (bearer: string): Promise<string> => {
  const { status, code } = await app.get('/who/closed', bearer);
  return code === undefined ? String(status) : `${status} ${code}`;
};

/** The clock that the service's waits go by, moved ahead; the network stays real. */
const laterBy = (ms: number) => jest.spyOn(performance, 'now').mockImplementation(() => realNow() + ms);

beforeEach(async () => {
  await supabase.up();
  supabase.requests.length = 0;
  supabase.keys = [first];
  app = await AuthApp.start({ SUPABASE_URL: supabase.url, SUPABASE_ANON_KEY: 'the-anon-key' });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await app.stop();
  await supabase.down();
});

it('asks the project once, at its address, with the anon key', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => answerTo(token(first))));
  expect(new Set(answers)).toEqual(new Set(['200']));
  expect(supabase.requests).toHaveLength(1);
  expect(supabase.requests[0]).toMatchObject({
    path: '/auth/v1/.well-known/jwks.json',
    headers: { apikey: 'the-anon-key' },
  });
  expect(supabase.requests[0]?.headers).not.toHaveProperty('authorization');
});

it('finds a rotated key at once', async () => {
  expect(await answerTo(token(first))).toBe('200');
  supabase.keys = [first, second];
  expect(await answerTo(token(second))).toBe('200');
  expect(supabase.requests).toHaveLength(2);
});

it('forgets a withdrawn key within ten minutes', async () => {
  expect(await answerTo(token(first))).toBe('200');
  supabase.keys = [second];
  laterBy(11 * MINUTE_MS);
  expect(await answerTo(token(first))).toBe('401 TOKEN_INVALID');
});

it('50 invented kids cost a handful of requests; a good new kid is told to come again, and found half a minute later', async () => {
  expect(await answerTo(token(first))).toBe('200');
  const answers: string[] = [];
  for (let i = 0; i < 50; i += 1) answers.push(await answerTo(token(first, `invented-${i}`)));
  // Looked for and not found, then not looked for any more.
  expect(answers).toEqual([
    ...Array<string>(3).fill('401 TOKEN_INVALID'),
    ...Array<string>(47).fill('503 AUTH_UNAVAILABLE'),
  ]);
  expect(supabase.requests).toHaveLength(4);
  supabase.keys = [second];
  const headers = { authorization: `Bearer ${token(second)}` };
  const refused = await fetch(`${app.url}/who/closed`, { headers });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await answerTo(token(first))).toBe('200');
  laterBy(MINUTE_MS / 2 + 1000);
  expect(await answerTo(token(second))).toBe('200');
});

it('one unknown kid that comes again and again is refused, and costs no more than a fetch in half a minute', async () => {
  expect(await answerTo(token(first))).toBe('200');
  for (let i = 0; i < 20; i += 1) expect(await answerTo(token(first, 'withdrawn'))).toBe('401 TOKEN_INVALID');
  expect(supabase.requests).toHaveLength(2);
  supabase.keys = [first, second];
  expect(await answerTo(token(second))).toBe('200');
  laterBy(MINUTE_MS / 2 + 1000);
  for (let i = 0; i < 20; i += 1) expect(await answerTo(token(first, 'withdrawn'))).toBe('401 TOKEN_INVALID');
  expect(supabase.requests).toHaveLength(4);
});

it('an outage with no key yet is 503, with one request in five seconds, and ends by itself', async () => {
  await supabase.down();
  expect(await answerTo(token(first))).toBe('503 AUTH_UNAVAILABLE');
  await supabase.up();
  expect(await answerTo(token(first))).toBe('503 AUTH_UNAVAILABLE');
  expect(supabase.requests).toHaveLength(0);
  laterBy(6000);
  expect(await answerTo(token(first))).toBe('200');
});

it('known keys go on working through an outage, unknown ones are 503', async () => {
  expect(await answerTo(token(first))).toBe('200');
  await supabase.down();
  laterBy(60 * MINUTE_MS);
  expect(await answerTo(token(first))).toBe('200');
  expect(await answerTo(token(second))).toBe('503 AUTH_UNAVAILABLE');
  laterBy(DAY_MS + MINUTE_MS);
  expect(await answerTo(token(first))).toBe('503 AUTH_UNAVAILABLE');
});

it('a project that answers with something else than keys is an outage', async () => {
  supabase.body = '<html>maintenance</html>';
  expect(await answerTo(token(first))).toBe('503 AUTH_UNAVAILABLE');
  supabase.body = undefined;
});

it('an RSA key below 2048 bits verifies nothing, although jsonwebtoken would verify with it', async () => {
  const weak = signingKey('weak', 'RS256', 1024);
  supabase.keys = [weak];
  expect(jsonwebtoken.verify(token(weak), weak.publicKey)).toMatchObject({ sub: 'u1' });
  expect(await answerTo(token(weak))).toBe('503 AUTH_UNAVAILABLE');
});

it('a token that fails anyway causes no request', async () => {
  const claims = { iss: 'https://evil.example/auth/v1', aud: 'authenticated', sub: 'u1', exp: 2e9 };
  const foreign = signedToken({ alg: 'ES256', kid: 'first' }, claims, first.privateKey);
  expect(await answerTo(foreign)).toBe('401 TOKEN_INVALID');
  expect(supabase.requests).toHaveLength(0);
});

it('inside a network the project has another address than the one in its tokens: SUPABASE_ISSUER', async () => {
  await app.stop();
  const issuer = 'https://auth.example.com/auth/v1';
  app = await AuthApp.start({
    SUPABASE_URL: supabase.url,
    SUPABASE_ISSUER: issuer,
    SUPABASE_ANONYMOUS_USERS: 'true',
  });
  const claims = {
    iss: issuer,
    aud: 'authenticated',
    sub: 'u1',
    exp: Math.floor(Date.now() / 1000) + 60,
    is_anonymous: true,
  };
  const external = signedToken({ alg: 'ES256', kid: 'first' }, claims, first.privateKey);
  expect(await answerTo(external)).toBe('200');
  expect(await answerTo(token(first))).toBe('401 TOKEN_INVALID');
  expect(supabase.requests.map(({ path }) => path)).toEqual(['/auth/v1/.well-known/jwks.json']);
});

it('without SUPABASE_URL no asymmetric token is accepted', async () => {
  await app.stop();
  app = await AuthApp.start({});
  expect(await answerTo(token(first))).toBe('401 TOKEN_INVALID');
  expect(supabase.requests).toHaveLength(0);
});
