import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

let service: TestApp;
let person: HttpClient;
let admin: HttpClient;

beforeAll(async () => {
  service = await startTestApp({ LIST_USERS: 'admin' });
  person = new HttpClient(service.url, await bearer('ada'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
});
afterAll(() => service.close());

it('with LIST_USERS=admin only admins learn who is enrolled', async () => {
  const refused = await person.get('/ml/users-enrolled');
  expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  expect(await admin.get('/ml/users-enrolled')).toMatchObject({ status: 200, body: { enrolled_users: [] } });
});

it('nothing that is said of a person, and no refusal, may be kept by a browser or a proxy', async () => {
  const answers = [
    await admin.get('/ml/users-enrolled'),
    await admin.delete('/ml/verification-lock/ada'),
    await person.delete('/ml/delete-face/ada'),
    await person.post('/ml/verify-face', [filePart('no photo')]),
    await new HttpClient(service.url).get('/ml/users-enrolled'),
    await person.get('/nowhere'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 415, 401, 404]);
  for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
});

it('/docs serves what its page loads, and nothing else of the package that it comes from', async () => {
  const page = await person.get('/docs');
  const files = [...String(page.body['text']).matchAll(/(?:src|href)="\.?\/?(?:docs\/)?([\w.-]+)"/g)].map(
    ([, file]) => file,
  );
  expect(files).toContain('swagger-ui-bundle.js');
  for (const file of files)
    expect([file, (await person.get(`/docs/${String(file)}`)).status]).toEqual([file, 200]);
  for (const file of [
    'package.json',
    'README.md',
    'swagger-ui.js.map',
    'index.html',
    'absolute-path.js',
    '../package.json',
  ]) {
    expect([file, (await person.get(`/docs/${file}`)).status]).toEqual([file, 404]);
  }
});
