import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { analyzeGroup } from '../../../../src/faces/embedding/analyze-group.js';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { auditLines } from '../../../support/database/audit-lines.js';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { emptyScene, groupPhoto, portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

type Name = Parameters<typeof portrait>[0];
interface Face {
  success: boolean;
  user_id?: string;
  code?: string;
  confidence: number;
  box: { x: number; y: number; width: number; height: number };
}

/** Two of the four in the group photograph, from left to right, and somebody who is not in it. */
const ENROLLED: Name[] = ['dina', 'flora', 'ada'];

let service: TestApp;
let audit: () => Promise<string[]>;
let admin: HttpClient;
let ada: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp({ INFERENCE_TIMEOUT_MS: '120000', INFERENCE_WORKERS: '1' });
  audit = auditLines(service.app.get(DataSource));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  ada = new HttpClient(service.url, await bearer('ada'));
  anonymous = new HttpClient(service.url);
  for (const name of ENROLLED)
    await admin.post('/ml/enroll-face', [{ name: 'user_id', content: name }, filePart(await portrait(name))]);
});

afterAll(() => service.close());

describe('candidates of a search', () => {
  it('are told to admins, likeliest first, and each of them is on record', async () => {
    await audit();
    const { status, body } = await admin.post('/ml/verify-face?candidates=2', [
      filePart(await portrait('ada')),
    ]);
    expect([status, body['user_id']]).toEqual([200, 'ada']);
    const candidates = body['candidates'] as { user_id: string; probability: number }[];
    expect(candidates.map(({ user_id }) => user_id)[0]).toBe('ada');
    expect(candidates).toHaveLength(2);
    const [first, second] = candidates.map(({ probability }) => probability);
    expect(first).toBeGreaterThan(0.9);
    expect(first).toBeLessThan(1);
    expect(second).toBeLessThan(0.1);
    expect(await audit()).toEqual([
      'root candidate ada SUCCESS',
      `root candidate ${candidates[1]?.user_id} SUCCESS`,
      'root identify ada SUCCESS',
    ]);
  });

  it('are told of a stranger too, whom nobody is named for', async () => {
    const { body } = await admin.post('/ml/verify-face?candidates=3', [filePart(await portrait('kim'))]);
    expect(body).toMatchObject({ success: false, code: 'NO_MATCH' });
    const candidates = body['candidates'] as { probability: number }[];
    expect(candidates).toHaveLength(3);
    for (const { probability } of candidates) expect(probability).toBeLessThan(0.5);
  });

  it('are told to nobody else, who gets the answer alone', async () => {
    await audit();
    const photo = filePart(await portrait('ada'));
    const scoped = new HttpClient(service.url, await bearer('door', { scopes: ['verify:any', 'list'] }));
    for (const client of [ada, anonymous, scoped]) {
      const { status, body } = await client.post('/ml/verify-face?candidates=5', [photo]);
      expect([status, body['user_id']]).toEqual([200, 'ada']);
      expect(body).not.toHaveProperty('candidates');
    }
    expect((await audit()).filter((entry) => entry.includes('candidate'))).toEqual([]);
  });

  it('have no place in a comparison with one person, and are a number', async () => {
    const photo = filePart(await portrait('ada'));
    const claim = { name: 'user_id', content: 'ada' };
    expect((await admin.post('/ml/verify-face?candidates=5', [claim, photo])).body['code']).toBe(
      'FIELD_UNKNOWN',
    );
    for (const value of ['0', '21', 'all', '1.5', ''])
      expect((await admin.post(`/ml/verify-face?candidates=${value}`, [photo])).status).toBe(400);
    expect((await admin.post('/ml/verify-face?Candidates=5', [photo])).body['code']).toBe('FIELD_UNKNOWN');
  });
});

describe('the faces of a group', () => {
  it('are named each by itself, with their places in the photo, on record', async () => {
    await audit();
    const { status, body } = await admin.post('/ml/identify-faces', [filePart(await groupPhoto())]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ width: 1920, height: 1537 });
    const faces = (body['faces'] as Face[]).toSorted((a, b) => a.box.x - b.box.x);
    expect(faces.map(({ user_id, code }) => user_id ?? code)).toEqual([
      'dina',
      'NO_MATCH',
      'flora',
      'NO_MATCH',
    ]);
    for (const { success, confidence, box } of faces) {
      expect(confidence > 0.6).toBe(success);
      expect(box.width).toBeGreaterThan(100);
    }
    expect((await audit()).sort()).toEqual([
      'root identify - NO_MATCH',
      'root identify - NO_MATCH',
      'root identify dina SUCCESS',
      'root identify flora SUCCESS',
    ]);
  });

  it('keep nobody waiting until all of them are encoded: others get their turn in between', async () => {
    const embedding = service.app.get(FaceEmbeddingService, { strict: false });
    const photo = await portrait('ada');
    const group = await groupPhoto();
    const answers: string[] = [];
    const gone = new AbortController().signal;
    const place = embedding.reserve();
    const whole = analyzeGroup(embedding, { photos: [group], gone, place }, 'encode-all').then(
      ({ faces }) => {
        answers.push(`group of ${faces.length}`);
      },
    );
    // Behind the first faces of the group, before the next.
    const others = Array.from({ length: 2 }, async () => {
      await embedding.analyze(photo, 'detect');
      answers.push('photo');
    });
    await Promise.all([whole, ...others]);
    expect(answers.at(-1)).toBe('group of 4');
  });

  it('are none in an empty scene', async () => {
    const { status, body } = await admin.post('/ml/identify-faces', [filePart(await emptyScene())]);
    expect([status, body['faces']]).toEqual([200, []]);
  });

  it('are for admins, on record where somebody else asks', async () => {
    const photo = filePart(await groupPhoto());
    const refused = await ada.post('/ml/identify-faces', [photo]);
    expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
    expect(await audit()).toContain('ada identify - FORBIDDEN');
    expect((await anonymous.post('/ml/identify-faces', [photo])).body['code']).toBe('TOKEN_MISSING');
    expect((await admin.post('/ml/identify-faces?all=1', [photo])).body['code']).toBe('FIELD_UNKNOWN');
  });
});
