import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppConfig } from '../../../src/config/app-config.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

/** What no user can be called, as it arrives in requests: lone surrogates become U+FFFD on their way. */
const REFUSED: [name: string, id: string, fault: string][] = [
  ['blank', '  ', 'is empty'],
  ['of blanks that are no spaces', '\u00a0\u2003', 'is empty'],
  ['of 256 characters', 'a'.repeat(256), 'is too long'],
  ['of 200 characters, each with a variation selector', 'a\ufe0f'.repeat(200), 'is too long'],
  ['with a line separator', 'a\u2028b', 'has control characters'],
  ['with a paragraph separator', 'a\u2029b', 'has control characters'],
  ['that nobody sees', '\u2060\u3164', 'is empty'],
  ['that turns the text behind it', 'a\u202eb', 'has control characters'],
  ['with a NUL', 'a\u0000', 'has control characters'],
  ['with C1 control characters', 'a\u0085b', 'has control characters'],
];
const LONGEST = '😀'.repeat(255);

let app: TestApp;
let admin: HttpClient;

const developmentKey = () => ({ 'x-development-key': app.app.get(AppConfig).developmentKey });

beforeAll(async () => {
  app = await startTestApp();
  admin = new HttpClient(app.url, await bearer('root', { role: 'admin' }));
});

afterAll(() => app.close());

describe('a user id is refused wherever it comes from', () => {
  it.each(REFUSED)('%s', async (_, id, fault) => {
    const path = encodeURIComponent(id);
    const answers = [
      await admin.post('/ml/verify-face', [{ name: 'user_id', content: id }, filePart('a photo')]),
      await admin.send('DELETE', `/ml/delete-face/${path}`),
      await admin.send('DELETE', `/ml/verification-lock/${path}`),
      await admin.get(`/ml/users-enrolled?cursor=${path}`),
      await admin.send('POST', `/dev/token?sub=${path}`, developmentKey()),
    ];
    for (const { status, body } of answers) {
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
      expect(JSON.stringify(body['errors'])).toMatch(
        new RegExp(`^\\[\\{"field":"(user_id|cursor|sub)","message":"\\w+ ${fault}"\\}\\]$`),
      );
    }
  });

  it.each(['.', '..'])('%s, which clients take for a folder', async (id) => {
    const answers = [
      await admin.post('/ml/verify-face', [{ name: 'user_id', content: id }, filePart('a photo')]),
      await admin.post('/ml/enroll-face', [{ name: 'user_id', content: id }, filePart('a photo')]),
      await admin.get(`/ml/users-enrolled?cursor=${id}`),
    ];
    for (const { status, body } of answers) {
      expect([status, body['code']]).toEqual([400, 'VALIDATION_FAILED']);
      expect(JSON.stringify(body['errors'])).toContain('is reserved');
    }
  });

  it('`me` is whoever asks, and nobody is called so', async () => {
    const development = await admin.send('POST', '/dev/token?sub=me', developmentKey());
    expect(development).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    const photo = filePart(await portrait('ada'));
    await admin.post('/ml/enroll-face', [photo]);
    for (let i = 0; i < 5; i++)
      await admin.post('/ml/verify-face', [
        { name: 'user_id', content: 'me' },
        filePart(await portrait('bea')),
      ]);
    const claimed = [{ name: 'user_id', content: 'me' }, photo];
    expect((await admin.post('/ml/verify-face', claimed)).body).toMatchObject({
      code: 'VERIFICATION_LOCKED',
    });
    expect((await admin.send('DELETE', '/ml/verification-lock/me')).status).toBe(200);
    expect((await admin.post('/ml/verify-face', claimed)).body).toMatchObject({ success: true });
  });

  it('255 characters are not too many, whatever they take in memory', async () => {
    const path = encodeURIComponent(LONGEST);
    expect((await admin.send('DELETE', `/ml/delete-face/${path}`)).body).toMatchObject({
      code: 'NOT_ENROLLED',
    });
    expect((await admin.get(`/ml/users-enrolled?cursor=${path}`)).status).toBe(200);
    expect((await admin.send('DELETE', `/ml/verification-lock/${path}`)).status).toBe(200);
  });
});
