import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readToken } from '../../../src/auth/token-format.js';
import { mintToken } from '../../../src/auth/mint-token.js';
import { CLOCK_TOLERANCE_S } from '../../../src/auth/auth-options.js';
import { UploadBudget } from '../../../src/faces/http/upload/upload-budget.js';
import { eventually } from '../../support/eventually.js';
import { filePart, HttpClient, multipart } from '../../support/http/http-client.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { RawSocket, uploadHead } from '../../support/http/raw-socket.js';
import { hmacToken } from '../../support/tokens/raw-token.js';
import { runCli } from '../../support/processes/run-cli.js';
import { startTestApp, TEST_SECRET, type TestApp, tokenRefusals } from '../../support/test-app.js';
import { HS256 } from '../../support/tokens/token-forge.js';

const HALF_SENT_BYTES = 100_000;

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

  const mint = (sub: string, iat?: number) =>
    iat === undefined
      ? mintToken({ sub, ttlS: 600, scopes: ['unlock'] }, TEST_SECRET)
      : hmacToken(HS256, { sub, iat, exp: iat + 600 }, TEST_SECRET);
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
    await eventually(async () => expect(await statusesOf(lost)).toEqual([401, 401]));
    expect(refusals()).toContain('Token refused: revoked');
    expect(await statusesOf(kept)).toEqual([200, 200]);
  });

  it('all of a user that were issued until then, not those issued afterwards', async () => {
    const [one, another, somebody] = [await mint('left'), await mint('left'), await mint('stays')];
    expect((await revoke('--sub', 'left')).code).toBe(0);
    await eventually(async () => expect(await statusesOf(one)).toEqual([401, 401]));
    expect(await statusesOf(another)).toEqual([401, 401]);
    expect(await statusesOf(somebody)).toEqual([200, 200]);
    // A clock that is ahead as far as is believed issues tokens of the future.
    const ahead = await mint('left', Math.floor(Date.now() / 1000) + CLOCK_TOLERANCE_S - 10);
    expect(await statusesOf(ahead)).toEqual([401, 401]);
    await postgres.run(
      `UPDATE revoked_tokens SET revoked_at = revoked_at - interval '${CLOCK_TOLERANCE_S + 1} s'`,
    );
    await eventually(async () => expect(await statusesOf(await mint('left'))).toEqual([200, 200]));
    const audited = await replicas[0]?.app
      .get(DataSource)
      .query<unknown[]>(`SELECT actor_role, subject FROM audit_log WHERE action = 'revoke' ORDER BY id`);
    expect(audited).toEqual([
      { actor_role: 'service', subject: null },
      { actor_role: 'service', subject: 'left' },
    ]);
  });

  it('one whose photograph is still on its way is refused when it has come', async () => {
    // Passport's strategies are the process's: the replica that was started last tells who comes to either.
    const [token, replica] = [await mint('slow'), replicas.at(-1)];
    const body = multipart([filePart(Buffer.alloc(HALF_SENT_BYTES))]);
    const socket = await RawSocket.open(String(replica?.url));
    socket.send(
      uploadHead('/ml/enroll-face', body.length, `Authorization: Bearer ${token}`),
      body.subarray(0, HALF_SENT_BYTES),
    );
    const budget = replica?.app.get(UploadBudget);
    await eventually(() => expect(budget?.heldBytes).toBeGreaterThan(0));
    await revoke('--jti', String(readToken(token).payload['jti']));
    await eventually(async () => expect(await statusesOf(token)).toEqual([401, 401]));
    socket.send(body.subarray(HALF_SENT_BYTES));
    expect(await socket.until('TOKEN_INVALID')).toMatch(/^HTTP\/1.1 401/);
    socket.destroy();
  });

  it('says what it needs', async () => {
    for (const args of [[], ['--jti', 'x', '--sub', 'y']]) {
      expect(await revoke(...args)).toMatchObject({ code: 2, stdout: '' });
    }
  });
});
