import { get as httpGet, type Server } from 'node:http';
import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from '../../../src/auth/auth.decorators.js';
import { callerAddress } from '../../../src/common/http/caller-address.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { PrivateNginx, whyNoNginx } from '../../support/servers/private-nginx.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const MIB = 1024 * 1024;

@Controller('caller')
class CallerController {
  @Public()
  @Get()
  address(@Req() request: Request): { address: string } {
    return { address: callerAddress(request) };
  }
}

/** `GET` from one of this machine's own addresses. */
function getFrom(localAddress: string, url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    httpGet(url, { localAddress, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

const reason = whyNoNginx();
if (reason !== null) console.warn(`SKIPPED: behind nginx: ${reason}`);

(reason === null ? describe : describe.skip)('behind nginx as docker/nginx configures it', () => {
  let service: TestApp;
  let nginx: PrivateNginx;

  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY_HOPS: '1' }, [CallerController]);
    nginx = await PrivateNginx.start(service.url);
  });
  afterAll(async () => {
    await nginx.stop();
    await service.close();
  });

  const admin = async (prefix: string) =>
    new HttpClient(nginx.url + prefix, await bearer('root', { role: 'admin' }));

  it.each(['', '/faces'])('at "%s" ids arrive as they were written', async (prefix) => {
    const client = await admin(prefix);
    const photo = filePart(await portrait('ada'));
    for (const id of [
      'team/ada',
      '/',
      'a//b',
      '100%',
      '%2F',
      'a?b=c&d',
      'a#b',
      'å ñ 李',
      'a;b',
      'a+b',
      '\\',
    ]) {
      const enrolled = await client.post('/ml/enroll-face', [photo, { name: 'user_id', content: id }]);
      expect({ id, ...enrolled.body }).toMatchObject({ id, success: true });
      const path = `/ml/delete-face/${encodeURIComponent(id)}`;
      const deleted = await client.delete(path);
      expect({ id, ...deleted.body }).toMatchObject({ id, success: true });
    }
  });

  it('photos pass up to the limit of the service, which says what is wrong with larger ones', async () => {
    const client = await admin('');
    const photo = await portrait('ada');
    const largest = Buffer.concat([photo, Buffer.alloc(8 * MIB - photo.length)]);
    const two = [filePart(largest, 'file_a'), filePart(largest, 'file_b')];
    expect((await client.post('/ml/compare-faces', two)).body).toMatchObject({ success: true });
    const tooLarge = await client.post('/ml/analyze-face', [filePart(Buffer.alloc(9 * MIB))]);
    expect(tooLarge).toMatchObject({ status: 413, body: { code: 'FILE_TOO_LARGE' } });
  });

  it('callers are told apart by their own addresses, whatever they claim', async () => {
    for (const address of ['127.0.0.1', '127.0.0.2']) {
      const claimed = { 'X-Forwarded-For': '203.0.113.9, 203.0.113.10' };
      expect(JSON.parse(await getFrom(address, `${nginx.url}/caller`, claimed))).toEqual({ address });
    }
  });

  it('connections are used again, and the id in the answer is the log’s', async () => {
    const client = await admin('');
    const ids = new Set<string | null>();
    for (let count = 0; count < 20; count++) {
      ids.add((await client.get('/health/live')).headers.get('x-request-id'));
    }
    expect(ids.size).toBe(20);
    const server: Server = service.app.getHttpServer();
    const connections = await new Promise<number>((resolve) =>
      server.getConnections((_error, count) => resolve(count)),
    );
    expect(connections).toBeLessThan(10);
  });
});
