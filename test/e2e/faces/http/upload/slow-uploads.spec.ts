import type { Server } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BodyDeadlines } from '../../../../../src/common/http/body-deadlines.js';
import { UploadBudget } from '../../../../../src/faces/http/upload/upload-budget.js';
import { eventually } from '../../../../support/eventually.js';
import { filePart, multipart } from '../../../../support/http/http-client.js';
import { portrait } from '../../../../support/photos/photos.js';
import { RawSocket, uploadHead } from '../../../../support/http/raw-socket.js';
import { bearer, startTestApp, type TestApp } from '../../../../support/test-app.js';

const PATH = '/ml/analyze-face';
/** Behind the photograph, where decoders do not look. */
const PADDING_BYTES = 600_000;

describe('uploads that come slowly', () => {
  let service: TestApp;
  let authorization: string;
  let body: Buffer;
  let sockets: RawSocket[] = [];

  beforeAll(async () => {
    service = await startTestApp({ KEEP_ALIVE_S: '70' });
    authorization = `Authorization: ${await bearer('ada')}`;
    body = multipart([filePart(Buffer.concat([await portrait('ada'), Buffer.alloc(PADDING_BYTES)]))]);
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
  });
  afterAll(() => service.close());

  const open = async (...pieces: (string | Buffer)[]): Promise<RawSocket> => {
    const socket = (await RawSocket.open(service.url)).send(...pieces);
    sockets.push(socket);
    return socket;
  };
  const upload = (...headers: string[]) => uploadHead(PATH, body.length, authorization, ...headers);
  /** Lets the service look at its deadlines as if so many seconds had passed. */
  const afterS = (seconds: number) => {
    service.app.get(BodyDeadlines).check(performance.now() + seconds * 1_000);
  };
  const arrived = (bytes: number) =>
    eventually(() => expect(service.app.get(UploadBudget).heldBytes).toBeGreaterThan(bytes));
  const requestLine = async (id: string) => {
    let found: Record<string, unknown> | undefined;
    await eventually(() => {
      const lines = service.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
      found = lines.find(({ context, request_id }) => context === 'Http' && request_id === id);
      return Promise.resolve(expect(found).toBeDefined());
    });
    return found;
  };

  it('go on as long as they make progress', async () => {
    const socket = await open(upload(), body.subarray(0, PADDING_BYTES / 2));
    await arrived(PADDING_BYTES / 4);
    afterS(40);
    socket.send(body.subarray(PADDING_BYTES / 2));
    expect(await socket.until(/\r\n\r\n.+/)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('are answered 408 in words when they stop, give up their bytes and are in the log', async () => {
    const socket = await open(upload('Accept-Language: en', 'X-Request-Id: too-slow'), body.subarray(0, 500));
    await arrived(0);
    afterS(31);
    const answer = await socket.until(/\r\n\r\n.+}/);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toMatch(/^Content-Type: application\/problem\+json/m);
    expect(answer).toMatch(/^Connection: close\r$/m);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toEqual({
      type: 'urn:twoinone-ml:error:REQUEST_TIMEOUT',
      title: 'Request too slow',
      status: 408,
      detail: 'The upload took too long. Check the connection, then try again.',
      code: 'REQUEST_TIMEOUT',
      request_id: 'too-slow',
    });
    await socket.untilClosed();
    expect(await requestLine('too-slow')).toMatchObject({
      level: 30,
      status: 408,
      code: 'REQUEST_TIMEOUT',
      reason: expect.stringMatching(/^\d+ bytes of the body in \d+ s$/),
    });
    await eventually(() => expect(service.app.get(UploadBudget).heldBytes).toBe(0));
  });

  it('as base64 in JSON are no exception', async () => {
    const head = ['POST /ml/verify-face HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
    const socket = await open(
      `${head.join('\r\n')}\r\nContent-Length: 9999\r\n\r\n{"image": "${'A'.repeat(400)}`,
    );
    await arrived(300);
    afterS(31);
    expect(await socket.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"REQUEST_TIMEOUT"/);
    await eventually(() => expect(service.app.get(UploadBudget).heldBytes).toBe(0));
  });

  it('end after two minutes whatever they bring', async () => {
    const socket = await open(upload(), body.subarray(0, PADDING_BYTES));
    await arrived(PADDING_BYTES / 2);
    afterS(121);
    expect(await socket.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('and whose answer is there already lose their connection', async () => {
    const head = uploadHead('/nowhere', body.length);
    const socket = await open(head, 'a');
    expect(await socket.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 404 /);
    afterS(31);
    await socket.untilClosed();
  });

  it('headers that never end, too many of them, and bytes that are no request have problem bodies too', async () => {
    const server: Server = service.app.getHttpServer();
    const halfAHead = await open('GET / HTTP/1.1\r\nHost: x');
    server.headersTimeout = 1;
    expect(await halfAHead.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 408 [^]*"code":"REQUEST_TIMEOUT"/);
    server.headersTimeout = 10_000;
    const large = await open(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(17_000)}\r\n\r\n`);
    expect(await large.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 431 [^]*"code":"HEADERS_TOO_LARGE"/);
    const noise = await open('\u0016\u0003\u0001\r\n\r\n');
    expect(await noise.until(/\r\n\r\n.+}/)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"VALIDATION_FAILED"/);
    await Promise.all([halfAHead, large, noise].map((socket) => socket.untilClosed()));
  });

  it('idle connections are kept for as long as the load balancer before it reuses them', async () => {
    const socket = await open('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await socket.until(/\r\n\r\n/)).toMatch(/^Keep-Alive: timeout=70\r$/m);
  });
});
