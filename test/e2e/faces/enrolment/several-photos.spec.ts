import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { eventually } from '../../../support/eventually.js';
import { filePart, HttpClient, type HttpAnswer } from '../../../support/http/http-client.js';
import { CONDITIONS, emptyScene, portrait, rephotograph } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

type Name = Parameters<typeof portrait>[0];
const ENGLISH = { 'accept-language': 'en' };

let service: TestApp;

beforeAll(async () => (service = await startTestApp()));
afterAll(() => service.close());

const clientOf = async (id: string) => new HttpClient(service.url, await bearer(id));
const enroll = async (id: string, photos: readonly Buffer[]): Promise<HttpAnswer> =>
  (await clientOf(id)).post(
    '/ml/enroll-face',
    photos.map((photo) => filePart(photo)),
    ENGLISH,
  );
/** The same person in other light, from farther away, with the head tilted. */
const variants = async (name: Name, count: number) => {
  const photo = await portrait(name);
  const taken = CONDITIONS.slice(0, count - 1).map((conditions) => rephotograph(photo, conditions));
  return [photo, ...(await Promise.all(taken))];
};
const storedOf = async (userId: string) =>
  service.app
    .get(DataSource)
    .query<{ quality: Record<string, number> | null }[]>(
      'SELECT quality FROM face_encodings WHERE user_id = $1',
      [userId],
    );
const outcomes = ({ body }: HttpAnswer) =>
  (body['photos'] as { outcome: string; code?: string }[]).map(({ outcome, code }) => code ?? outcome);

describe('several photos in one enrolment', () => {
  it('of one person are stored, each with its quality, and nearly the same ones but once', async () => {
    const [first, ...others] = await variants('ada', 3);
    const answer = await enroll('ada', [first as Buffer, ...others, first as Buffer]);
    expect(answer).toMatchObject({ status: 200, body: { success: true, message: 'Face enrolled.' } });
    expect(outcomes(answer).at(-1)).toBe('near_copy');
    const stored = await storedOf('ada');
    expect(outcomes(answer).filter((outcome) => outcome === 'stored')).toHaveLength(stored.length);
    expect(answer.body['face_count']).toBe(stored.length);
    for (const { quality } of stored) expect(quality?.['facePx']).toBeGreaterThan(50);
  });

  it('add nothing when they are sent again', async () => {
    const before = (await storedOf('ada')).length;
    const again = await enroll('ada', await variants('ada', 3));
    expect(outcomes(again)).toEqual(['near_copy', 'near_copy', 'near_copy']);
    expect([again.status, again.body['face_count']]).toEqual([200, before]);
  });

  it('of which one has no face are refused together, and told one by one', async () => {
    const [first, second] = await variants('bea', 2);
    const answer = await enroll('bea', [
      first as Buffer,
      await emptyScene(),
      second as Buffer,
      Buffer.from('x'),
    ]);
    expect([answer.status, answer.body['code']]).toEqual([400, 'NO_FACE']);
    expect(outcomes(answer)).toEqual(['fit', 'NO_FACE', 'fit', 'IMAGE_TYPE_UNSUPPORTED']);
    expect(await storedOf('bea')).toEqual([]);
  });

  it.each([
    [
      ['cleo', 'cleo', 'dina'],
      ['fit', 'fit', 'PHOTOS_DIFFER'],
    ],
    [
      ['cleo', 'dina'],
      ['PHOTOS_DIFFER', 'PHOTOS_DIFFER'],
    ],
  ] as [Name[], string[]][])('of %j are refused, and whose is another one’s', async (names, expected) => {
    const answer = await enroll('cleo', await Promise.all(names.map((name) => portrait(name))));
    expect([answer.status, answer.body['code']]).toEqual([409, 'PHOTOS_DIFFER']);
    expect(outcomes(answer)).toEqual(expected);
    expect(await storedOf('cleo')).toEqual([]);
  });

  it('of somebody else than is enrolled are FACE_NOT_YOURS', async () => {
    const answer = await enroll('ada', await variants('flora', 2));
    expect([answer.status, answer.body['code']]).toEqual([409, 'FACE_NOT_YOURS']);
  });

  it('are at most MAX_ENCODINGS_PER_USER', async () => {
    const photo = await portrait('grace');
    const answer = await enroll(
      'grace',
      Array.from({ length: 6 }, () => photo),
    );
    expect([answer.status, answer.body['code']]).toEqual([400, 'FILE_UNEXPECTED']);
  });

  it('together hold no more memory than a quarter of what there is for all', async () => {
    const other = await startTestApp({ MAX_ENCODINGS_PER_USER: '10' });
    const client = new HttpClient(other.url, await bearer('hana'));
    const large = Buffer.alloc(7.5 * 1024 * 1024, 1);
    const answer = await client.post(
      '/ml/enroll-face',
      Array.from({ length: 10 }, () => filePart(large)),
    );
    expect([answer.status, answer.body['code']]).toEqual([413, 'FILE_TOO_LARGE']);
    await other.close();
  });
});

describe('a burst', () => {
  const verify = async (id: string, photos: readonly Buffer[], ...claim: string[]) =>
    (await clientOf(id)).post(
      '/ml/verify-face',
      [...claim.map((content) => ({ name: 'user_id', content })), ...photos.map((photo) => filePart(photo))],
      ENGLISH,
    );

  it('of up to five photos is recognised as one person, among all and as the one who is claimed', async () => {
    const burst = await variants('ada', 5);
    expect((await verify('ada', burst)).body).toMatchObject({ success: true, user_id: 'ada' });
    expect((await verify('ada', burst.slice(2), 'me')).body).toMatchObject({ success: true, user_id: 'ada' });
    const stranger = await variants('edith', 3);
    expect((await verify('ada', stranger)).body).toMatchObject({ success: false, code: 'NO_MATCH' });
    const six = await verify('ada', [...burst, ...burst.slice(0, 1)]);
    expect([six.status, six.body['code']]).toEqual([400, 'FILE_UNEXPECTED']);
  });

  it('of different people is nobody', async () => {
    const mixed = [await portrait('ada'), await portrait('edith')];
    const answer = await verify('ada', mixed);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: false,
        confidence: 0,
        message: 'The photos do not all show the same person.',
        code: 'PHOTOS_DIFFER',
      },
    ]);
  });

  it('with a picture without anybody is that picture’s answer', async () => {
    const answer = await verify('ada', [await portrait('ada'), await emptyScene()], 'me');
    expect(answer.body).toMatchObject({ success: false, code: 'NO_FACE' });
  });
});

describe('the line', () => {
  it('takes each photo for one, and more than it holds one after the other', async () => {
    const short = await startTestApp({ INFERENCE_QUEUE_MAX: '2', DUPLICATE_POLICY: 'off' });
    const embedding = short.app.get(FaceEmbeddingService);
    const photos = (await variants('iris', 5)).map((photo) => filePart(photo));
    const send = async (id: string) =>
      new HttpClient(short.url, await bearer(id)).post('/ml/enroll-face', photos, ENGLISH);
    const { status } = await send('alone');
    expect(status).toBe(200);
    let deepest = 0;
    const watch = setInterval(() => (deepest = Math.max(deepest, embedding.status.queueDepth)), 1);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(send));
    clearInterval(watch);
    expect(deepest).toBeLessThanOrEqual(2);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 503]));
    await eventually(() => expect(embedding.status.queueDepth).toBe(0));
    expect((await send('afterwards')).status).toBe(200);
    await short.close();
  });
});
