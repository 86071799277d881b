import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePart, HttpClient } from '../support/http/http-client.js';
import { portrait } from '../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../support/test-app.js';

/** Routes with photos, and their file fields. */
const PHOTO_ROUTES: [route: string, files: string[]][] = [
  ['enroll-face', ['file']],
  ['verify-face', ['file']],
  ['compare-faces', ['file_a', 'file_b']],
  ['analyze-face', ['file']],
];
/** How clients have been seen to misspell the claim. */
const MISSPELT = [
  'userId',
  'User_Id',
  'USER_ID',
  'user-id',
  'userid',
  'username',
  'user',
  'sub',
  'user_id ',
  'x',
];

let service: TestApp;
let client: HttpClient;
let photo: Buffer;

beforeAll(async () => {
  service = await startTestApp();
  client = new HttpClient(service.url, await bearer('ada'));
  photo = await portrait('ada');
  await client.post('/ml/enroll-face', [filePart(photo)]);
});

afterAll(() => service.close());

const photos = (files: string[]) => files.map((name) => filePart(photo, name));

describe.each(PHOTO_ROUTES)('%s', (route, files) => {
  it.each(MISSPELT)('refuses the text field "%s" and names it', async (name) => {
    const { status, body } = await client.post(`/ml/${route}`, [{ name, content: 'ada' }, ...photos(files)]);
    expect([status, body['code']]).toEqual([400, 'FIELD_UNKNOWN']);
    expect(body['errors']).toMatchObject([{ field: name }]);
  });

  it.each(['user_id=ada', 'userId=ada', 'candidate=5', 'user_id', 'a[b]=c'])(
    'refuses the query parameter "%s", before a photo is read',
    async (query) => {
      const { status, body } = await client.post(`/ml/${route}?${query}`, photos(files));
      expect([status, body['code']]).toEqual([400, 'FIELD_UNKNOWN']);
      expect(body['errors']).toMatchObject([{ field: query.split('=')[0] }]);
    },
  );

  it('names a long name by its beginning', async () => {
    const { body } = await client.post(`/ml/${route}?${'n'.repeat(3_000)}=1`, photos(files));
    expect(body['errors']).toMatchObject([{ field: 'n'.repeat(64) }]);
  });

  it('takes a bare question mark for nothing', async () => {
    expect((await client.post(`/ml/${route}?`, photos(files))).status).toBe(200);
  });
});

it('the claim is a field of verify-face only', async () => {
  for (const [route, files] of PHOTO_ROUTES.slice(2)) {
    const { status, body } = await client.post(`/ml/${route}`, [
      { name: 'user_id', content: 'ada' },
      ...photos(files),
    ]);
    expect([route, status, body['code']]).toEqual([route, 400, 'FIELD_UNKNOWN']);
  }
});

it('a claim that is misspelt after a right one is refused too', async () => {
  const { body } = await client.post('/ml/verify-face', [
    { name: 'user_id', content: 'me' },
    { name: 'User_Id', content: 'bob' },
    filePart(photo),
  ]);
  expect(body).toMatchObject({ code: 'FIELD_UNKNOWN', errors: [{ field: 'User_Id' }] });
});
