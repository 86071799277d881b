import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePart, HttpClient, multipart, MULTIPART_TYPE } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

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

describe('a claim where a parser does not look', () => {
  it.each<[string, () => Buffer]>([
    ['a part that is an attachment', () => withHead('Content-Disposition: attachment; name="user_id"')],
    ['a part that says nothing of itself', () => withHead('Content-Type: text/plain')],
    ['a part without any header', () => withHead('X-Nothing: 1')],
    [
      'a part behind the end of the form',
      () => Buffer.concat([multipart([filePart(photo)]), multipart([{ name: 'user_id', content: 'bob' }])]),
    ],
  ])('is refused: %s', async (_, form) => {
    const headers = { 'content-type': MULTIPART_TYPE };
    const { status, body } = await client.send('POST', '/ml/verify-face', headers, form());
    expect([status, body['code']]).toEqual([400, 'MULTIPART_MALFORMED']);
  });

  /** A form with a photo and a part of another head. */
  function withHead(head: string): Buffer {
    const form = multipart([{ name: 'claim', content: 'bob' }, filePart(photo)]);
    const common = 'Content-Disposition: form-data; name="claim"';
    const at = form.indexOf(common);
    return Buffer.concat([form.subarray(0, at), Buffer.from(head), form.subarray(at + common.length)]);
  }
});

describe('liveness sessions', () => {
  it('take no query parameter', async () => {
    const headers = { 'content-type': 'application/json' };
    const wanted = Buffer.from('{"purpose":"verify"}');
    const opened = await client.send('POST', '/ml/liveness-sessions?user_id=bob', headers, wanted);
    const id = '00000000-0000-4000-8000-000000000000';
    const read = await client.get(`/ml/liveness-sessions/${id}?user_id=bob`);
    const cancelled = await client.delete(`/ml/liveness-sessions/${id}?user_id=bob`);
    for (const { status, body } of [opened, read, cancelled])
      expect([status, body['code']]).toEqual([400, 'FIELD_UNKNOWN']);
  });

  it.each(['utf-7', 'UTF-7', 'utf-16', 'utf-32'])(
    'hide no second claim in %s, as which the body is read by nobody',
    async (charset) => {
      const headers = { 'content-type': `application/json; charset=${charset}` };
      const body = Buffer.from('{"purpose":"verify","user_id":"ada","+AHU-ser_id":"bob"}');
      const answer = await client.send('POST', '/ml/liveness-sessions', headers, body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );

  it('may say that they are in UTF-8', async () => {
    const headers = { 'content-type': 'application/json; charset="UTF-8"' };
    const body = Buffer.from('{"purpose":"verify","user_id":"Zoë"}');
    expect((await client.send('POST', '/ml/liveness-sessions', headers, body)).status).toBe(200);
  });
});
