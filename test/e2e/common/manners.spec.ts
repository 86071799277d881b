import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let ada: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('ada'));
  anonymous = new HttpClient(service.url);
});
afterAll(() => service.close());

describe('a method that an address does not answer', () => {
  it.each([
    ['GET', '/ml/enroll-face', 'POST'],
    ['PUT', '/ml/verify-face', 'POST'],
    ['POST', '/ml/users-enrolled', 'GET, HEAD'],
    ['GET', '/ml/delete-face/ada', 'DELETE'],
    ['DELETE', '/ml/health', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['PATCH', '/', 'GET, HEAD'],
    ['POST', '/metrics', 'GET, HEAD'],
  ])('%s %s is 405, and Allow says %s', async (method, path, allow) => {
    const { status, headers, body } = await anonymous.send(method, path);
    expect([status, body['code'], headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', allow]);
  });

  it.each(['/ml/nothing', '/ml/enroll-face/more', '/ml'])('%s is 404 still', async (path) => {
    const { status, headers, body } = await anonymous.send('POST', path);
    expect([status, body['code'], headers.get('allow')]).toEqual([404, 'NOT_FOUND', null]);
  });
});

describe('a query parameter that a route does not have', () => {
  it.each([
    ['GET', '/ml/users-enrolled?Limit=1', 'Limit'],
    ['GET', '/ml/users-enrolled?limit=1&offset=2', 'offset'],
    ['DELETE', '/ml/delete-face/ada?user_id=bea', 'user_id'],
    ['DELETE', '/ml/verification-lock/ada?force=1', 'force'],
    ['POST', '/ml/verify-face?user_id=ada', 'user_id'],
  ])('%s %s is 400 and named', async (method, path, field) => {
    const { status, body } = await ada.send(method, path);
    expect([status, body['code'], body['errors']]).toMatchObject([400, 'FIELD_UNKNOWN', [{ field }]]);
  });

  it('says so after the token, not before', async () => {
    const { status, body } = await anonymous.get('/ml/users-enrolled?Limit=1');
    expect([status, body['code']]).toEqual([401, 'TOKEN_MISSING']);
  });

  it('is no matter for probes, which proxies decorate', async () => {
    expect((await anonymous.get('/health/live?probe=1')).status).toBe(200);
  });
});

describe('me', () => {
  it('is the caller in delete-face too', async () => {
    await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
    const { status, body } = await ada.delete('/ml/delete-face/me');
    expect([status, body['success']]).toEqual([200, true]);
    expect((await ada.get('/ml/users-enrolled')).body['enrolled_users']).toEqual([]);
    expect((await ada.delete('/ml/delete-face/me')).status).toBe(404);
  });
});
