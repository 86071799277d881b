import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readToken } from '../../src/auth/token-format.js';
import { mintToken } from '../../src/auth/mint-token.js';
import { eventually } from '../support/eventually.js';
import { HttpClient } from '../support/http-client.js';
import { PrivatePostgres, whyNoPostgres } from '../support/private-postgres.js';
import { runCli } from '../support/run-cli.js';
import { startTestApp, TEST_SECRET, type TestApp, tokenRefusals } from '../support/test-app.js';

/** Each replica reads the revocations every two seconds. */
const WITHIN_MS = 10_000;

const skip = whyNoPostgres();
if (skip !== null) console.warn(`SKIPPED: ${skip}`);

(skip === null ? describe : describe.skip)('twoinone token revoke, and two replicas', () => {
  let postgres: PrivatePostgres;
  let replicas: TestApp[];

  beforeAll(async () => {
    postgres = await PrivatePostgres.start();
    replicas = [];
    for (let count = 0; count < 2; count += 1)
      replicas.push(await startTestApp({ DATABASE_URL: postgres.url }));
  });

  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await postgres.stop();
  });

  const mint = (sub: string) => mintToken({ sub, ttlS: 600, scopes: ['unlock'] }, TEST_SECRET);
  const revoke = (...args: string[]) =>
    runCli(['token', 'revoke', ...args], {
      env: { DATABASE_URL: postgres.url, JWT_SECRET_KEY: TEST_SECRET },
    });
  const statusesOf = (token: string) =>
    Promise.all(
      replicas.map(
        async ({ url }) => (await new HttpClient(url, `Bearer ${token}`).get('/ml/users-enrolled')).status,
      ),
    );

  /** Both replicas log to the one that was started last. */
  const refusals = () => replicas.flatMap((replica) => tokenRefusals(replica));

  it('one token by its jti, at both, and no other of the same user', async () => {
    const [lost, kept] = [await mint('hr'), await mint('hr')];
    expect(await statusesOf(lost)).toEqual([200, 200]);
    const { code, stdout } = await revoke('--jti', String(readToken(lost).payload['jti']));
    expect([code, stdout]).toEqual([0, expect.stringContaining('is refused from now on')]);
    refusals();
    await eventually(async () => expect(await statusesOf(lost)).toEqual([401, 401]), WITHIN_MS);
    expect(refusals()).toContain('Token refused: revoked');
    expect(await statusesOf(kept)).toEqual([200, 200]);
  });

  it('all of a user that were issued until then, not those issued afterwards', async () => {
    const [one, another, somebody] = [await mint('left'), await mint('left'), await mint('stays')];
    expect((await revoke('--sub', 'left')).code).toBe(0);
    await eventually(async () => expect(await statusesOf(one)).toEqual([401, 401]), WITHIN_MS);
    expect(await statusesOf(another)).toEqual([401, 401]);
    expect(await statusesOf(somebody)).toEqual([200, 200]);
    // `iat` is in whole seconds: the second of the revocation has to be over.
    await eventually(async () => expect(await statusesOf(await mint('left'))).toEqual([200, 200]), WITHIN_MS);
    const audited = await replicas[0]?.app
      .get(DataSource)
      .query<unknown[]>(`SELECT actor_role, subject FROM audit_log WHERE action = 'revoke' ORDER BY id`);
    expect(audited).toEqual([
      { actor_role: 'service', subject: null },
      { actor_role: 'service', subject: 'left' },
    ]);
  });

  it('says what it needs', async () => {
    for (const args of [[], ['--jti', 'x', '--sub', 'y']]) {
      expect(await revoke(...args)).toMatchObject({ code: 2, stdout: '' });
    }
  });
});
