import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { FaceEmbeddingService } from '../../../../../src/faces/embedding/face-embedding.service.js';
import { filePart, HttpClient } from '../../../../support/http/http-client.js';
import { mutants } from '../../../../support/photos/mutations.js';
import { portrait } from '../../../../support/photos/photos.js';
import { describeSharedImages, sharedImages } from '../../../../support/photos/shared-images.js';
import { bearer, startTestApp, type TestApp } from '../../../../support/test-app.js';

/** The whole way from the socket; `hostile-images.spec.ts` sends many more straight to the processes. */
const MUTANTS_PER_FORMAT = 24;

let service: TestApp;
let client: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  client = new HttpClient(service.url, await bearer('hostile'));
});

afterAll(() => service.close());

/** Answers that are neither an enrolment nor a refusal that names what is wrong with the photo. */
async function harmfulAnswers(uploads: Iterable<[string, Buffer]>): Promise<string[]> {
  const harmful: string[] = [];
  for (const [name, bytes] of uploads) {
    const { status, body } = await client.post('/ml/enroll-face', [filePart(bytes)]);
    if (![200, 400, 413, 415].includes(status)) harmful.push(`${name}: ${status} ${String(body['code'])}`);
    // The files show different people, and one id is for one.
    if (status === 200) await client.delete('/ml/delete-face/me');
  }
  return harmful;
}

describe('mutated photographs by HTTP', () => {
  it.each([
    ['JPEG', (image: Buffer) => sharp(image).jpeg().toBuffer()],
    ['PNG', (image: Buffer) => sharp(image).resize(200).png().toBuffer()],
    ['WebP', (image: Buffer) => sharp(image).webp().toBuffer()],
  ])('%s: no answer but 200, 400, 413 and 415', async (_, encode) => {
    const original = await encode(await portrait('flora'));
    const uploads = [...mutants(original, MUTANTS_PER_FORMAT, 7)].map((mutant, index): [string, Buffer] => [
      `mutant ${index}`,
      mutant,
    ]);
    expect(await harmfulAnswers(uploads)).toEqual([]);
  });
});

describeSharedImages('every file of ../shared/images by HTTP', (folders) => {
  it.each(folders)('%s', async (folder) => {
    expect(await harmfulAnswers(sharedImages(folder))).toEqual([]);
  });
});

it('no process was lost, nobody met a 500 and no line of the log is an error', () => {
  expect(service.app.get(FaceEmbeddingService).status.workers.restarts).toBe(0);
  const levels = service.logLines.map((line) => (JSON.parse(line) as { level: number }).level);
  expect(levels.length).toBeGreaterThan(MUTANTS_PER_FORMAT);
  expect(Math.max(...levels)).toBeLessThan(50);
});
