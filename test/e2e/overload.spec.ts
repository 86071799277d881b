import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AppError } from '../../src/common/app-error.js';
import { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import type { Reservation } from '../../src/faces/embedding/inference/admission.js';
import { filePart, HttpClient } from '../support/http-client.js';
import { startTestApp, type TestApp, tokenRefusals } from '../support/test-app.js';

const BAD_TOKEN = 'Bearer nonsense';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

/** Takes every place of the line, as that many uploads on their way would. They lapse by themselves after half a second. */
function fillLine(embedding: FaceEmbeddingService): Reservation[] {
  const places: Reservation[] = [];
  try {
    for (;;) places.push(embedding.reserve());
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'OVERLOADED')) throw error;
  }
  return places;
}

it.each(['enroll-face', 'verify-face', 'compare-faces', 'analyze-face'])(
  '%s refuses photos beyond a full line before it looks at the token, and takes them again after',
  async (route) => {
    const client = new HttpClient(service.url, BAD_TOKEN);
    tokenRefusals(service);
    const places = fillLine(service.app.get(FaceEmbeddingService));
    const refused = await client.post(`/ml/${route}`, [filePart('not read')]);
    for (const place of places) place.release();
    expect(refused).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(tokenRefusals(service)).toEqual([]);
    expect(await client.post(`/ml/${route}`, [filePart('not read')])).toMatchObject({
      status: 401,
      body: { code: 'TOKEN_INVALID' },
    });
  },
);

it('answers everything else beside a full line', async () => {
  const places = fillLine(service.app.get(FaceEmbeddingService));
  const answers = await Promise.all(
    ['/health/live', '/health/ready'].map((path) => new HttpClient(service.url).get(path)),
  );
  for (const place of places) place.release();
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
});
