import jsonwebtoken from 'jsonwebtoken';
import { askWho } from '../../support/tokens/auth-app.js';
import { HttpClient } from '../../support/http/http-client.js';
import { REFUSED_TOKENS } from '../../support/tokens/refused-tokens.js';
import { tokenRefusals } from '../../support/test-app.js';
import { tokenApp } from '../../support/tokens/token-app.js';
import { ecKey, rsaKey, SECRET } from '../../support/tokens/token-forge.js';

/** The product's routes that look at a token. */
const ROUTES = [
  ['POST', '/ml/enroll-face'],
  ['POST', '/ml/verify-face'],
  ['GET', '/ml/users-enrolled'],
  ['DELETE', '/ml/delete-face/u1'],
] as const;

const app = tokenApp();
const get = (path: string, token?: string) => askWho(app().url, path, token);

describe('401, with the reason in the log only', () => {
  it.each(REFUSED_TOKENS)('%s', async (_, token, reason) => {
    // That it was theirs and has ended, its owner may know; of a forged one nobody learns it.
    const isExpired = reason === 'expired';
    const code = isExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID';
    tokenRefusals(app());
    const sent = token();
    expect(await get('/who/closed', sent)).toEqual({ status: 401, code });
    expect(tokenRefusals(app())).toEqual([`Token refused: ${reason}`]);
    expect(await get('/who/optional', sent)).toEqual({ status: 401, code });
    for (const [method, path] of ROUTES) {
      const { status, headers, body } = await new HttpClient(app().url, `Bearer ${sent}`).send(method, path);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect({ path, status, body }).toMatchObject({
        path,
        status: 401,
        body: { status: 401, code, detail: 'Token invalide' },
      });
      if (!isExpired) expect(JSON.stringify(body)).not.toContain(reason);
    }
  });
});

describe('what jsonwebtoken alone says to the same token, with any of the keys', () => {
  it.each(REFUSED_TOKENS.map(([name, token, , alone]) => [alone, name, token] as const))(
    'it %s: %s',
    (alone, _, token) => {
      const keys = [SECRET, ecKey.publicKey, rsaKey.publicKey];
      const accepted = keys.filter((key) => isVerified(token(), key));
      expect(accepted.length > 0 ? 'accepts' : 'refuses').toBe(alone);
    },
  );
});

function isVerified(token: string, key: jsonwebtoken.Secret): boolean {
  try {
    jsonwebtoken.verify(token, key);
    return true;
  } catch {
    return false;
  }
}
