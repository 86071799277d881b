import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import {
  UPLOAD_BUDGET_BYTES,
  UploadBudget,
  type HeldUpload,
} from '../../../../../src/faces/http/upload/upload-budget.js';
import { arrayBufferBytes } from '../../../../support/processes/array-buffer-bytes.js';
import { eventually } from '../../../../support/eventually.js';
import { filePart, HttpClient, multipart } from '../../../../support/http/http-client.js';
import { portrait } from '../../../../support/photos/photos.js';
import { RawSocket, uploadHead } from '../../../../support/http/raw-socket.js';
import { startTestApp, type TestApp } from '../../../../support/test-app.js';

const MIB = 1024 * 1024;
/** Room for three of the held photos beside what waits in line. */
const ROOM_BYTES = 13 * MIB;
const HELD_PHOTO = Buffer.alloc(4 * MIB, 1);
const MISSING_BYTES = 10;

let service: TestApp;
let budget: UploadBudget;
let line: HeldUpload;
const attackers: RawSocket[] = [];

beforeAll(async () => {
  service = await startTestApp();
  budget = service.app.get(UploadBudget);
});

afterAll(() => service.close());

/** Complete photos that wait in line fill the budget up to a small rest. */
beforeEach(() => {
  line = budget.open(() => new Error('a complete body gave way'));
  line.receive(UPLOAD_BUDGET_BYTES - ROOM_BYTES);
  line.complete();
});

afterEach(async () => {
  for (const attacker of attackers.splice(0)) attacker.destroy();
  line.release();
  await eventually(() => expect(budget.heldBytes).toBe(0));
});

const body = (photo: Buffer) => multipart([filePart(photo)]);

/** Sends a photo but for its last bytes. @returns once all of that has left the client */
async function hold(photo: Buffer): Promise<RawSocket> {
  const attacker = await RawSocket.open(service.url);
  attackers.push(attacker);
  const whole = body(photo);
  attacker.send(uploadHead('/ml/verify-face', whole.length));
  await new Promise((resolve) => attacker.socket.write(whole.subarray(0, -MISSING_BYTES), resolve));
  return attacker;
}

async function holdMany(count: number): Promise<RawSocket[]> {
  const held: RawSocket[] = [];
  while (held.length < count) held.push(await hold(HELD_PHOTO));
  return held;
}

it('the uploads that are held the longest are refused; whoever comes after them is answered', async () => {
  const shedBefore = service.app.get(FaceEmbeddingService).status.shed;
  const held = await holdMany(6);
  for (const oldest of held.slice(0, 3)) {
    const answer = await oldest.until(/"code":"\w+"/);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/^Retry-After: [1-9]\d*\r$/im);
    expect(answer).toContain('"code":"OVERLOADED"');
  }
  expect(held.slice(3).map(({ received }) => received)).toEqual(['', '', '']);
  expect(service.app.get(FaceEmbeddingService).status.shed).toBe(shedBefore + 3);

  const honest = await new HttpClient(service.url).post('/ml/verify-face', [filePart(await portrait('ada'))]);
  expect(honest).toMatchObject({ status: 200, body: { code: 'NO_MATCH' } });
});

it('an upload that was slow, but within the room, is answered when it is complete', async () => {
  const [slow] = await holdMany(3);
  slow?.send(body(HELD_PHOTO).subarray(-MISSING_BYTES));
  expect(await slow?.until(/"code":"\w+"/)).toContain('"code":"IMAGE_TYPE_UNSUPPORTED"');
});

it('what has given way leaves the memory, while its client stays and goes on sending', async () => {
  const before = arrayBufferBytes();
  const held = await holdMany(12);
  await held[8]?.until('OVERLOADED');
  for (const refused of held.slice(0, 9)) refused.send(Buffer.alloc(MISSING_BYTES / 2));
  await eventually(() => expect(arrayBufferBytes() - before).toBeLessThan(ROOM_BYTES + 3 * MIB));
  expect(budget.heldBytes).toBeLessThanOrEqual(UPLOAD_BUDGET_BYTES);
  expect(held.filter(({ closed }) => closed)).toEqual([]);
});

it('connections that announce a photo and send none cost nothing', async () => {
  const { heldBytes } = budget;
  for (let silent = 0; silent < 10; silent++) {
    attackers.push(
      (await RawSocket.open(service.url)).send(uploadHead('/ml/verify-face', body(HELD_PHOTO).length)),
    );
  }
  const held = await holdMany(3);
  await eventually(() => expect(budget.heldBytes).toBeGreaterThan(heldBytes + 12 * MIB));
  expect([...attackers, ...held].map(({ received }) => received).join('')).toBe('');
});
