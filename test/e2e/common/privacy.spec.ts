import sharp from 'sharp';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const CANARY = 'canary-7f3a';
let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({ LOG_LEVEL: 'debug' });
});

afterAll(() => service.close());

it('logs no name, token, file name, photo or encoding', async () => {
  const token = await bearer(`${CANARY}-sub`, { email: `${CANARY}@example.com` });
  const client = new HttpClient(service.url, token);
  const photo = await portrait('flora');
  const marked = Buffer.concat([photo, Buffer.from(`${CANARY}-image`)]);
  const upload = { ...filePart(marked), filename: `${CANARY}.jpg` };

  expect((await client.post('/ml/enroll-face', [upload])).status).toBe(200);
  await client.post('/ml/verify-face', [{ name: 'user_id', content: `${CANARY}-claim` }, upload]);
  await client.post('/ml/enroll-face', [{ ...filePart(CANARY), filename: `${CANARY}.txt` }]);
  const described = await sharp(photo)
    .withExif({ IFD0: { ImageDescription: `${CANARY}-exif`, Artist: `${CANARY}-artist` } })
    .toBuffer();
  await client.post('/ml/enroll-face', [filePart(described)]);
  await client.post('/ml/enroll-face', [filePart(described.subarray(0, described.length / 2))]);
  await client.get(`/ml/users-enrolled?cursor=${CANARY}&access_token=${CANARY}`);
  await client.get(`/${CANARY}`, { 'x-request-id': `${CANARY} not an id`, 'user-agent': CANARY });
  await client.delete(`/ml/delete-face/${CANARY}-other`);
  await client.delete(`/ml/delete-face/${CANARY}-sub`);
  await new HttpClient(service.url, `Bearer ${CANARY}.x.y`).get('/ml/users-enrolled');

  const log = service.logLines.join('');
  // The requests are there, so the silence means something.
  expect(log).toContain('/ml/delete-face/:user_id');
  expect(log).not.toContain(CANARY);
  expect(log).not.toContain(token.slice('Bearer '.length, 60));
  expect(log).not.toMatch(/-?0\.\d{6,}, ?-?0\.\d{6,}/);
});
