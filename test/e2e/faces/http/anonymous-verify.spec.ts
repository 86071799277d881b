import { expect, it } from '@jest/globals';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { RawSocket, uploadHead } from '../../../support/http/raw-socket.js';
import { bearer, startTestApp } from '../../../support/test-app.js';

it.each([
  ['both', 200, 200],
  ['identify', 200, 401],
  ['verify', 401, 200],
  ['off', 401, 401],
])('ANONYMOUS_VERIFY=%s: 1:N %d, 1:1 %d without a token', async (allowed, identify, verify) => {
  const service = await startTestApp({ ANONYMOUS_VERIFY: allowed });
  const photo = filePart(await portrait('ada'));
  const claim = { name: 'user_id', content: 'ada' };
  const statuses = async (client: HttpClient) => [
    (await client.post('/ml/verify-face', [photo])).status,
    (await client.post('/ml/verify-face', [claim, photo])).status,
  ];
  expect(await statuses(new HttpClient(service.url))).toEqual([identify, verify]);
  expect(await statuses(new HttpClient(service.url, await bearer('ada')))).toEqual([200, 200]);
  await service.close();
});

it('ANONYMOUS_VERIFY=off refuses before the body is read', async () => {
  const service = await startTestApp({ ANONYMOUS_VERIFY: 'off' });
  const headersOnly = await RawSocket.open(service.url);
  headersOnly.send(uploadHead('/ml/verify-face', 1_000_000));
  expect(await headersOnly.until(/"code":"\w+"/)).toContain('"code":"TOKEN_MISSING"');
  headersOnly.destroy();
  await service.close();
});
