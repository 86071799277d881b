import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HttpClient } from '../../../support/http/http-client.js';
import { openSession } from '../../../support/liveness/liveness-visitor.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

let service: TestApp;
let ada: HttpClient;

beforeAll(async () => {
  service = await startTestApp({ LIVENESS: 'off' });
  ada = new HttpClient(service.url, await bearer('ada'));
});

afterAll(() => service.close());

it('LIVENESS=off: there are no sessions, and none is taken for a photo', async () => {
  const opened = await openSession(ada, { purpose: 'enroll' });
  expect([opened.status, opened.body['code']]).toEqual([404, 'NOT_FOUND']);
  const session = { name: 'liveness_session', content: 'd7a0a3b0-5a63-4ff4-8c4b-6a3f3c6b6c0e' };
  for (const route of ['enroll-face', 'verify-face']) {
    const used = await ada.post(`/ml/${route}`, [session]);
    expect([used.status, used.body['code']]).toEqual([404, 'NOT_FOUND']);
  }
});
