import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import { UploadBudget } from '../../../../../src/faces/http/upload/upload-budget.js';
import { eventually } from '../../../../support/eventually.js';
import { filePart, HttpClient, multipart } from '../../../../support/http/http-client.js';
import { portrait } from '../../../../support/photos/photos.js';
import { RawSocket, uploadHead } from '../../../../support/http/raw-socket.js';
import { startTestApp, type TestApp } from '../../../../support/test-app.js';

const WARN_LEVEL = 40;
const CLIENTS = 8;

let service: TestApp;
let body: Buffer;

beforeAll(async () => {
  service = await startTestApp();
  body = multipart([filePart(await portrait('ada'))]);
});

afterAll(() => service.close());

interface Line {
  level: number;
  msg: string;
}

const logged = (): Line[] => service.logLines.map((line) => JSON.parse(line) as Line);

/** Sends so much of an upload. */
async function upload(share: number): Promise<RawSocket> {
  const client = await RawSocket.open(service.url);
  return client.send(uploadHead('/ml/verify-face', body.length), body.subarray(0, share * body.length));
}

it.each<[string, number, () => boolean]>([
  ['in the middle of the upload', 0.5, () => service.app.get(UploadBudget).heldBytes > 0],
  [
    'while the photo is looked at or in line',
    1,
    () => service.app.get(FaceEmbeddingService).status.inFlight > 0,
  ],
])('clients that go away %s are no errors', async (_name, share, isThere) => {
  service.logLines.length = 0;
  const embedding = service.app.get(FaceEmbeddingService);
  const [child = 0] = embedding.status.workers.pids;
  for (let client = 0; client < CLIENTS; client++) {
    // Stopped, or it may have answered before the client goes.
    process.kill(child, 'SIGSTOP');
    try {
      const socket = await upload(share);
      await eventually(isThere);
      socket.destroy();
      await eventually(() =>
        expect(logged().filter(({ msg }) => msg === 'request aborted by the client')).toHaveLength(
          client + 1,
        ),
      );
    } finally {
      process.kill(child, 'SIGCONT');
    }
  }
  await eventually(() => expect(embedding.status.inFlight).toBe(0));
  const { status } = await new HttpClient(service.url).post('/ml/verify-face', [
    filePart(await portrait('ada')),
  ]);
  expect(status).toBe(200);
  expect(logged().filter(({ level }) => level >= WARN_LEVEL)).toEqual([]);
  expect(service.logLines.join('')).not.toContain('INTERNAL_ERROR');
});
