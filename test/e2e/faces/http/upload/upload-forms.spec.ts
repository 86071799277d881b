import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePart, HttpClient, type Part } from '../../../../support/http/http-client.js';
import { portrait } from '../../../../support/photos/photos.js';
import { RawSocket } from '../../../../support/http/raw-socket.js';
import { UploadBudget } from '../../../../../src/faces/http/upload/upload-budget.js';
import { eventually } from '../../../../support/eventually.js';
import { bearer, startTestApp, type TestApp } from '../../../../support/test-app.js';

const MIB = 1024 * 1024;

let service: TestApp;
let ada: HttpClient;
let anonymous: HttpClient;
let photo: Buffer;
let dataUrl: string;

beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('ada'));
  anonymous = new HttpClient(service.url);
  photo = await portrait('ada');
  dataUrl = `data:image/jpeg;base64,${photo.toString('base64')}`;
  expect((await ada.post('/ml/enroll-face', [filePart(photo)])).status).toBe(200);
});
afterAll(() => service.close());

const json = (route: string, body: unknown, client = ada, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return client.send(
    'POST',
    `/ml/${route}`,
    { 'content-type': 'application/json', ...headers },
    Buffer.from(text),
  );
};
const nameless = (type?: string): Part => ({
  name: 'file',
  content: photo,
  ...(type === undefined ? {} : { type }),
});

describe('a photograph without a filename', () => {
  it.each([
    ['as React Native sends it', 'image/jpeg'],
    ['as generated Python clients send it', 'application/octet-stream'],
    ['without a type', undefined],
    ['with the type of text', 'text/plain'],
  ])('%s is a photograph', async (_who, type) => {
    const { body } = await ada.post('/ml/verify-face', [{ name: 'user_id', content: 'me' }, nameless(type)]);
    expect(body).toMatchObject({ success: true, user_id: 'ada' });
  });
});

describe('what is wrong with an upload is said in words of its own', () => {
  const text = (name: string, content = '1'): Part => ({ name, content });
  const rows: [what: string, parts: () => Part[], code: string, detail: string, field: string | null][] = [
    [
      'another name',
      () => [filePart(photo, 'photo')],
      'FILE_UNEXPECTED',
      'The photo came in the field "photo": send it in "file".',
      'photo',
    ],
    [
      'a misspelt name',
      () => [filePart(photo, 'File')],
      'FILE_UNEXPECTED',
      'The photo came in the field "File": send it in "file".',
      'File',
    ],
    [
      'brackets',
      () => [filePart(photo), text('meta[x]')],
      'FILE_UNEXPECTED',
      'The field "meta" is not accepted: names have no brackets and do not begin with two underscores.',
      'meta',
    ],
    [
      'a repeated field',
      () => [filePart(photo), text('user_id'), text('user_id')],
      'FILE_UNEXPECTED',
      'The field "user_id" came more than once.',
      'user_id',
    ],
    [
      'many fields',
      () => [filePart(photo), ...Array.from({ length: 9 }, (_, i) => text(`f${i}`))],
      'FILE_UNEXPECTED',
      'The form has too many fields (at most 8 beside the photos).',
      null,
    ],
    [
      'a long field',
      () => [filePart(photo), text('user_id', 'x'.repeat(2_000))],
      'MULTIPART_MALFORMED',
      'A text field is too long (at most 1024 bytes, and 64 for its name).',
      'user_id',
    ],
    [
      'too many photos',
      () => Array.from({ length: 6 }, () => filePart(photo)),
      'FILE_UNEXPECTED',
      'The form has too many photos ("file").',
      null,
    ],
    ['no photo', () => [text('user_id', 'me')], 'FILE_MISSING', 'A photo is missing: field "file".', 'file'],
    [
      'text for a photo',
      () => [text('file', 'hello')],
      'FILE_MISSING',
      'The field "file" holds text instead of a photo.',
      'file',
    ],
    [
      'base64 for a photo',
      () => [text('file', photo.toString('base64'))],
      'IMAGE_TYPE_UNSUPPORTED',
      'The field "file" holds a photo as base64 text: send its bytes, or JSON such as {"image": "data:image/jpeg;base64,…"}.',
      'file',
    ],
    [
      'a data URL in a file',
      () => [filePart(dataUrl)],
      'IMAGE_TYPE_UNSUPPORTED',
      'The field "file" holds a photo as base64 text: send its bytes, or JSON such as {"image": "data:image/jpeg;base64,…"}.',
      'file',
    ],
  ];

  it.each(rows)('%s', async (_what, parts, code, detail, field) => {
    const { body } = await ada.post('/ml/verify-face', parts(), { 'accept-language': 'en' });
    expect(body).toMatchObject({ code, detail, ...(field === null ? {} : { errors: [{ field }] }) });
    for (const language of ['fr', 'es']) {
      const other = await ada.post('/ml/verify-face', parts(), { 'accept-language': language });
      expect(other.body).toMatchObject({ code });
      expect(other.body['detail']).not.toBe(detail);
    }
  });

  it('one of two photos is missing: which', async () => {
    const { body } = await ada.post('/ml/compare-faces', [filePart(photo, 'file_a')], {
      'accept-language': 'en',
    });
    expect(body).toMatchObject({ code: 'FILE_MISSING', detail: 'A photo is missing: field "file_b".' });
  });

  it('no boundary', async () => {
    const headers = { 'content-type': 'multipart/form-data', 'accept-language': 'en' };
    const { body } = await ada.send('POST', '/ml/verify-face', headers, photo);
    expect(body).toMatchObject({
      code: 'MULTIPART_MALFORMED',
      detail: 'The Content-Type header has no boundary: let the HTTP client write it.',
    });
  });

  it('a photograph as the body', async () => {
    const headers = { 'content-type': 'image/jpeg', 'accept-language': 'en' };
    const { status, body } = await ada.send('POST', '/ml/verify-face', headers, photo);
    expect(status).toBe(415);
    expect(body['detail']).toMatch(/^Send the photo as multipart\/form-data, or as JSON such as/);
  });
});

describe('photographs as base64 in JSON', () => {
  it('serve on every route with photos', async () => {
    const grace = new HttpClient(service.url, await bearer('grace'));
    const other = (await portrait('grace')).toString('base64');
    expect((await json('enroll-face', { image: other }, grace)).body).toMatchObject({
      success: true,
      face_count: 1,
    });
    expect((await json('verify-face', { image: other, user_id: 'me' }, grace)).body).toMatchObject({
      user_id: 'grace',
    });
    expect((await json('verify-face', { image: dataUrl })).body).toMatchObject({
      success: true,
      user_id: 'ada',
    });
    expect((await json('analyze-face', { image: dataUrl })).body).toMatchObject({ subject: 0 });
    const compared = await json('compare-faces', { image_a: dataUrl, image_b: other });
    expect(compared.body).toMatchObject({ success: false, code: 'NO_MATCH' });
  });

  it.each([
    ['lines of 76 characters', (base64: string) => base64.replace(/.{76}/g, '$&\r\n')],
    ['the alphabet for URLs', (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_')],
    ['no padding', (base64: string) => base64.replace(/=+$/, '')],
    ['parameters in the data URL', (base64: string) => `data:image/jpeg;name=a.jpg;base64,${base64}`],
  ])('are read with %s', async (_what, variant) => {
    const { body } = await json('verify-face', { image: variant(photo.toString('base64')), user_id: 'me' });
    expect(body).toMatchObject({ success: true, user_id: 'ada' });
  });

  const bad: [what: string, body: () => unknown, status: number, code: string][] = [
    ['nothing', () => '', 400, 'MULTIPART_MALFORMED'],
    ['half of it', () => '{"image": "data:', 400, 'MULTIPART_MALFORMED'],
    ['an array', () => [dataUrl], 400, 'MULTIPART_MALFORMED'],
    ['no photo', () => ({ user_id: 'me' }), 400, 'FILE_MISSING'],
    ['an empty photo', () => ({ image: 'data:image/jpeg;base64,' }), 400, 'FILE_EMPTY'],
    ['an address', () => ({ image: 'https://example.com/ada.jpg' }), 400, 'IMAGE_UNREADABLE'],
    ['no base64', () => ({ image: 'Ünlesbar!' }), 400, 'IMAGE_UNREADABLE'],
    ['an object', () => ({ image: { data: 'x' } }), 400, 'IMAGE_UNREADABLE'],
    // A pattern that takes the square of its length would take days.
    ['millions of "=" in front', () => ({ image: `${'='.repeat(4 * MIB)}A` }), 400, 'IMAGE_UNREADABLE'],
    [
      'no image in it',
      () => ({ image: Buffer.from('just text').toString('base64') }),
      415,
      'IMAGE_TYPE_UNSUPPORTED',
    ],
    ['another name', () => ({ img: dataUrl }), 400, 'FIELD_UNKNOWN'],
    ['an unknown field', () => ({ image: dataUrl, userId: 'ada' }), 400, 'FIELD_UNKNOWN'],
    ['a nested field', () => ({ image: dataUrl, user_id: { a: 'b' } }), 400, 'FILE_UNEXPECTED'],
    [
      'a field called __proto__',
      () => `{"image": "${dataUrl}", "__proto__": {"role": "admin"}}`,
      400,
      'FILE_UNEXPECTED',
    ],
    ['many photos', () => ({ image: Array(200).fill(dataUrl) }), 400, 'FILE_UNEXPECTED'],
    ['a claim twice', () => `{"user_id":"bea","image":"${dataUrl}","user_id":"ada"}`, 400, 'FILE_UNEXPECTED'],
    ['no claim', () => ({ image: dataUrl, user_id: null }), 400, 'FILE_UNEXPECTED'],
    ['claims', () => ({ image: dataUrl, user_id: ['ada'] }), 400, 'FILE_UNEXPECTED'],
    [
      'a token longer than a field',
      () => ({ image: dataUrl, token: 'x'.repeat(2_000) }),
      400,
      'FIELD_UNKNOWN',
    ],
    ['9 MiB', () => ({ image: Buffer.alloc(9 * MIB).toString('base64') }), 413, 'FILE_TOO_LARGE'],
  ];

  it.each(bad)('are refused by name: %s', async (_what, body, status, code) => {
    const answer = await json('verify-face', body());
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('keep a number’s digits: no claim becomes another one', async () => {
    const id = '12345678901234567890';
    const admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
    const face = (await portrait('hana')).toString('base64');
    expect((await json('enroll-face', `{"image":"${face}","user_id":${id}}`, admin)).status).toBe(200);
    expect((await admin.get('/ml/users-enrolled')).body['enrolled_users']).toContain(id);
  });

  it('of the largest size are taken, and count until they are answered as a form’s would', async () => {
    const largest = Buffer.concat([photo, Buffer.alloc(8 * MIB - photo.length)]);
    const budget = service.app.get(UploadBudget);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, budget.heldBytes)), 1);
    const { body } = await json('analyze-face', { image: largest.toString('base64') });
    clearInterval(watch);
    expect(body).toMatchObject({ subject: 0 });
    expect(most).toBeGreaterThanOrEqual(8 * MIB);
    expect(most).toBeLessThan(9 * MIB);
    await eventually(() => expect(budget.heldBytes).toBe(0));
  });

  it('need the same tokens', async () => {
    expect((await json('enroll-face', { image: dataUrl }, anonymous)).status).toBe(401);
    expect((await json('verify-face', { image: dataUrl, access_token: 'x' }, anonymous)).body).toMatchObject({
      code: 'TOKEN_INVALID',
    });
  });

  it('that stop on their way cost nothing', async () => {
    const head = [
      'POST /ml/verify-face HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Content-Length: 9999',
    ];
    const socket = await RawSocket.open(service.url);
    socket.send(`${head.join('\r\n')}\r\n\r\n{"image": "data:image/jpeg;base64,/9j/`);
    const budget = service.app.get(UploadBudget);
    await eventually(() => expect(budget.heldBytes).toBeGreaterThan(0));
    socket.destroy();
    await eventually(() => expect(budget.heldBytes).toBe(0));
  });
});
