import { filePart, HttpClient, type HttpAnswer } from '../support/http-client.js';
import { portrait } from '../support/photos.js';
import { bearer, startTestApp, type TestApp } from '../support/test-app.js';

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
