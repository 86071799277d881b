import { filePart, HttpClient, type HttpAnswer } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

let service: TestApp;
let anonymous: HttpClient;
let ada: HttpClient;
let admin: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  anonymous = new HttpClient(service.url);
  ada = new HttpClient(service.url, await bearer('ada'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
});

afterAll(() => service.close());

const claim = async (userId: string, name: Parameters<typeof portrait>[0]): Promise<HttpAnswer> =>
  anonymous.post('/ml/verify-face', [{ name: 'user_id', content: userId }, filePart(await portrait(name))]);

const failFiveTimes = async (userId: string): Promise<void> => {
  for (let count = 0; count < 5; count += 1) {
    expect((await claim(userId, 'dina')).body).toMatchObject({ success: false, code: 'NO_MATCH' });
  }
};

describe('five failed verifications of one user in a row', () => {
  it('lock that user, the right face included', async () => {
    await failFiveTimes('ada');
    const { status, body, headers } = await claim('ada', 'ada');
    expect([status, body['code']]).toEqual([429, 'VERIFICATION_LOCKED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(20);
  });

  it('lock out neither the owner with her own token nor an operator', async () => {
    for (const client of [ada, admin]) {
      const { body } = await client.post('/ml/verify-face', [
        { name: 'user_id', content: 'ada' },
        filePart(await portrait('ada')),
      ]);
      expect(body).toMatchObject({ success: true, user_id: 'ada' });
    }
    expect((await claim('ada', 'ada')).status).toBe(429);
  });

  it('lock somebody who does not exist just the same', async () => {
    await failFiveTimes('nobody');
    const { status, body } = await claim('nobody', 'dina');
    expect([status, body['code']]).toEqual([429, 'VERIFICATION_LOCKED']);
  });

  it('leave identification open', async () => {
    const { status } = await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    expect(status).toBe(200);
  });

  it('are forgiven by an admin only', async () => {
    const own = await ada.delete('/ml/verification-lock/ada');
    expect([own.status, own.body['code']]).toEqual([403, 'FORBIDDEN']);
    expect((await anonymous.delete('/ml/verification-lock/ada')).status).toBe(401);
    expect((await admin.delete('/ml/verification-lock/ada')).status).toBe(200);
    expect((await claim('ada', 'ada')).body).toMatchObject({ success: true, user_id: 'ada' });
  });

  it('are forgiven by a new enrolment', async () => {
    await failFiveTimes('ada');
    expect((await claim('ada', 'ada')).status).toBe(429);
    await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
    expect((await claim('ada', 'ada')).body).toMatchObject({ success: true });
  });
});

describe('photographs of strangers, one after the other', () => {
  it('are tried for an hour’s failures at most; operators, and people who are known, go on', async () => {
    const limited = await startTestApp({ FAILED_IDENTIFICATIONS_PER_HOUR: '3' });
    const [photo, stranger] = [filePart(await portrait('ada')), filePart(await portrait('dina'))];
    const [crowd, known, operator] = [
      new HttpClient(limited.url),
      new HttpClient(limited.url, await bearer('ada')),
      new HttpClient(limited.url, await bearer('root', { role: 'admin' })),
    ];
    await known.post('/ml/enroll-face', [photo]);
    expect((await crowd.post('/ml/verify-face', [photo])).body).toMatchObject({ success: true });
    for (let count = 0; count < 3; count += 1) {
      expect((await crowd.post('/ml/verify-face', [stranger])).body).toMatchObject({ code: 'NO_MATCH' });
    }
    const refused = await crowd.post('/ml/verify-face', [photo]);
    expect([refused.status, refused.body['code']]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1_000);
    expect((await known.post('/ml/verify-face', [photo])).body).toMatchObject({ success: true });
    for (let count = 0; count < 5; count += 1) {
      expect((await operator.post('/ml/verify-face', [stranger])).status).toBe(200);
    }
    await limited.close();
  });

  it.each([
    ['from the addresses of one IPv6 customer', (i: number) => `2001:db8:1:2:${i}::${i}`],
    ['through a proxy that writes the port', (i: number) => `203.0.113.9:${50_000 + i}`],
  ])('are tried no more often %s', async (_, address) => {
    const limited = await startTestApp({ FAILED_IDENTIFICATIONS_PER_HOUR: '3', TRUST_PROXY_HOPS: '1' });
    const crowd = new HttpClient(limited.url);
    const stranger = filePart(await portrait('dina'));
    const codes: unknown[] = [];
    for (let i = 0; i < 4; i += 1) {
      const headers = { 'x-forwarded-for': address(i) };
      codes.push((await crowd.post('/ml/verify-face', [stranger], headers)).body['code']);
    }
    expect(codes).toEqual(['NO_MATCH', 'NO_MATCH', 'NO_MATCH', 'RATE_LIMITED']);
    await limited.close();
  });
});
