import { hmacToken, signedToken, type Json } from './raw-token.js';
import { JwksServer, signingKey } from '../servers/jwks-server.js';

export const SECRET = 'a secret that only the tests know, and long';
export const ANON_KEY = 'anon-key-of-the-project';
export const HS256 = { alg: 'HS256', typ: 'JWT' };

export const now = () => Math.floor(Date.now() / 1000);
/** What the contract's token says. */
export const claims = (more: object = {}) => ({ sub: 'u1', role: 'user', exp: now() + 600, ...more });

/** Tokens signed with our secret: with these claims, with this payload, with these header parameters. */
export const own = (more: object = {}) => hmacToken(HS256, claims(more), SECRET);
export const ownText = (payload: Json) => hmacToken(HS256, payload, SECRET);
export const ownHeader = (more: object) => hmacToken({ ...HS256, ...more }, claims(), SECRET);

export const ecKey = signingKey('ec-1');
export const rsaKey = signingKey('rsa-1', 'RS256');
/** Somebody else's key under the name of ours. */
export const strangerKey = signingKey('ec-1');
/** The project's key server; each test file starts its own. */
export const supabase = new JwksServer([ecKey, rsaKey]);

export const supabaseClaims = (more: object = {}) => ({
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
/** Tokens of the Supabase project, by each of its keys and by the secret that older projects share. */
export const es256 = (more: object = {}, key = ecKey) =>
  signedToken({ alg: 'ES256', typ: 'JWT', kid: key.kid }, supabaseClaims(more), key.privateKey);
export const rs256 = (more: object = {}) =>
  signedToken({ alg: 'RS256', typ: 'JWT', kid: rsaKey.kid }, supabaseClaims(more), rsaKey.privateKey);
export const legacy = (more: object = {}, kid = 'x1') =>
  hmacToken({ ...HS256, kid }, supabaseClaims(more), SECRET);

/** An address that nobody may be sent to fetch a key from. */
export const evilUrl = () => `${supabase.url}/evil/jwks.json`;

/** Settings of a service that accepts all these tokens. */
export const tokenSettings = () => ({
  JWT_SECRET_KEY: SECRET,
  SUPABASE_URL: supabase.url,
  SUPABASE_ANON_KEY: ANON_KEY,
});
