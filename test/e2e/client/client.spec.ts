import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FaceClient, FaceServiceError } from '../../../packages/client/src/index.js';
import { retryAfterMs } from '../../../packages/client/src/retry.js';
import { previewOpenApiDocument } from '../../../src/cli/openapi/openapi-preview.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { CONDITIONS, emptyScene, portrait, rephotograph } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const asBlob = (photo: Buffer) => new Blob([new Uint8Array(photo)], { type: 'image/jpeg' });

it('the generated types are those of the document', () => {
  execFileSync(process.execPath, [join(packageRoot, 'packages/client/generate.js'), '--check'], {
    stdio: 'pipe',
  });
});

describe('against the service', () => {
  let service: TestApp;
  let client: FaceClient;

  beforeAll(async () => {
    service = await startTestApp();
    const token = (await bearer('ada')).replace('Bearer ', '');
    client = new FaceClient({ baseUrl: service.url, token: () => token, language: () => 'en' });
  });
  afterAll(() => service.close());

  it('enrols, recognises, lists and deletes', async () => {
    const photo = asBlob(await portrait('ada'));
    expect(await client.enroll(photo)).toEqual({ success: true, message: 'Face enrolled.', face_count: 1 });
    expect(await client.verify(photo)).toMatchObject({ success: true, user_id: 'ada' });
    expect(await client.verify(photo, 'me')).toMatchObject({ success: true, user_id: 'ada' });
    expect(await client.compare(photo, photo)).toMatchObject({ success: true });
    expect((await client.analyze(photo)).subject).toBe(0);
    expect(await client.listEnrolled()).toEqual({ enrolled_users: ['ada'], total_count: 1 });
    expect(await client.delete('ada')).toMatchObject({ success: true });
  });

  it('opens a liveness session, sends it a frame and gives it up', async () => {
    const session = await client.openSession('enroll');
    const frame = await client.sendFrame(session, 1, asBlob(await portrait('ada')));
    expect(frame).toMatchObject({ state: 'RUNNING', frames_left: session.frames_left - 1 });
    expect(await client.sessionStatus(session.session_id)).toMatchObject({ state: 'RUNNING' });
    const early = await client.enrollBySession(session.session_id).catch((error: unknown) => error);
    expect(early).toMatchObject({ status: 409, code: 'LIVENESS_NOT_PASSED' });
    await client.cancelSession(session.session_id);
    const gone = await client.verifyBySession(session.session_id, 'me').catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(FaceServiceError);
  });

  it('asks for the health and, for an administrator, forgives failed verifications', async () => {
    expect(await client.health()).toMatchObject({ status: 'healthy' });
    const refused = await client.unlockVerification('ada').catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const token = (await bearer('root', { role: 'admin' })).replace('Bearer ', '');
    const admin = new FaceClient({ baseUrl: service.url, token: () => token });
    expect(await admin.unlockVerification('ada')).toMatchObject({ success: true });
  });

  it('has a method for every route of the API', async () => {
    const source = await readFile(join(packageRoot, 'packages/client/src/index.ts'), 'utf8');
    const { paths } = await previewOpenApiDocument();
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/ml/'))
      .flatMap(([path, item]) => METHODS.filter((method) => method in item).map((method) => [method, path]));
    const missing = routes.filter(
      ([method = '', path]) => !source.includes(`http.${method.toUpperCase()}('${path}'`),
    );
    expect(missing).toEqual([]);
  });

  it('enrols by several photos, tells what is stored, and takes it back one by one', async () => {
    const photos = await Promise.all([portrait('ada'), rephotograph(await portrait('ada'), CONDITIONS[0])]);
    const { photos: told = [], face_count } = await client.enroll(photos.map(asBlob));
    expect(told).toHaveLength(2);
    const { encodings, consents } = await client.enrolment();
    expect([encodings.length, consents]).toEqual([face_count, []]);
    expect((await client.exportOwnData()).encodings).toHaveLength(face_count);
    expect(await client.consentTerms()).toEqual({ required: false });
    await client.deleteEncoding('me', encodings[0]?.id ?? 0);
    if (face_count > 1) await client.withdrawConsent();
    await expect(client.enrolment()).rejects.toMatchObject({ code: 'NOT_ENROLLED' });
  });

  it('asks what is for operators', async () => {
    const token = (await bearer('root', { role: 'admin' })).replace('Bearer ', '');
    const operator = new FaceClient({ baseUrl: service.url, token: () => token });
    const photo = asBlob(await portrait('bea'));
    await operator.enroll(photo);
    expect((await operator.search(photo, 3)).candidates).toMatchObject([{ user_id: 'root' }]);
    expect((await operator.identifyFaces(photo)).faces).toMatchObject([{ user_id: 'root' }]);
    expect(await operator.duplicates({ limit: 1 })).toMatchObject({ pairs: [], total_count: 0 });
    await expect(client.duplicates()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await operator.delete('root');
  });

  it('sends base64 as well as files', async () => {
    const photo = (await portrait('ada')).toString('base64');
    const url = `data:image/jpeg;base64,${photo}`;
    expect(await client.enroll(url)).toMatchObject({ success: true, face_count: 1 });
    expect(await client.verify(photo, 'me')).toMatchObject({ success: true, user_id: 'ada' });
    expect(await client.compare(url, photo)).toMatchObject({ success: true });
    expect((await client.analyze(photo)).subject).toBe(0);
    await client.delete('ada');
  });

  it('throws the problem that the service answered', async () => {
    const refused = await client.enroll(asBlob(await emptyScene())).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(FaceServiceError);
    expect(refused).toMatchObject({
      status: 400,
      code: 'NO_FACE',
      message: 'No face found. Face the camera in good light.',
    });
  });
});

describe('against a busy service', () => {
  it.each([503, 429])('repeats after %i when Retry-After has passed, body and all', async (status) => {
    const times: number[] = [];
    const sizes: number[] = [];
    await withServer(
      (request, response) => {
        times.push(performance.now());
        let size = 0;
        request.on('data', (chunk: Buffer) => (size += chunk.length));
        request.on('end', () => {
          sizes.push(size);
          if (times.length === 1) response.writeHead(status, { 'Retry-After': '1' }).end('{}');
          else
            response
              .writeHead(200, { 'Content-Type': 'application/json' })
              .end('{"success":true,"message":"","face_count":1}');
        });
      },
      async (baseUrl) => {
        const answer = await new FaceClient({ baseUrl }).enroll(asBlob(await portrait('ada')));
        expect(answer.face_count).toBe(1);
      },
    );
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(990);
    expect(sizes[0]).toBeGreaterThan(1_000);
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBe(sizes[0]);
  });

  it('gives up after its attempts, and at once when it would have to wait too long', async () => {
    let requests = 0;
    await withServer(
      (_request, response) => {
        requests += 1;
        response.writeHead(503, { 'Retry-After': requests <= 2 ? '0' : '3600' }).end('{}');
      },
      async (baseUrl) => {
        const client = new FaceClient({ baseUrl, retry: { attempts: 2 } });
        await expect(client.listEnrolled()).rejects.toMatchObject({ status: 503 });
        expect(requests).toBe(2);
        await expect(client.listEnrolled()).rejects.toMatchObject({ status: 503 });
        expect(requests).toBe(3);
      },
    );
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-11-23T00:00:00Z');
    expect(retryAfterMs('2', now)).toBe(2_000);
    expect(retryAfterMs('Mon, 23 Nov 2026 00:00:05 GMT', now)).toBe(5_000);
    expect(retryAfterMs('Mon, 23 Nov 2020 00:00:05 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(null, now)).toBeUndefined();
  });
});

async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
