import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { eventually } from '../../support/eventually.js';
import { filePart, type HttpAnswer, HttpClient } from '../../support/http/http-client.js';
import { emptyScene, portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

interface LogLine {
  context: string;
  msg: string;
  request_id?: string;
}

describe('the lines of a request in the log', () => {
  let service: TestApp;
  const linesOf = (requestId: string): LogLine[] =>
    service.logLines
      .map((line) => JSON.parse(line) as LogLine)
      .filter(({ request_id }) => request_id === requestId);

  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.close());

  it('all carry its id: of a refused token, of a photograph, of a path that is none', async () => {
    const ada = new HttpClient(service.url, await bearer('ada'));
    const photo = await emptyScene();
    await Promise.all([
      ada.get('/ml/users-enrolled', { authorization: 'Bearer x.y.z', 'x-request-id': 'a-token' }),
      ada.post('/ml/enroll-face', [filePart(photo)], { 'x-request-id': 'a-photo' }),
      ada.get('/%E0%A4%A', { 'x-request-id': 'a-path' }),
    ]);
    // A request's own line comes after its answer.
    const all = ['a-token', 'a-photo', 'a-path'];
    await eventually(() => all.every((id) => linesOf(id).at(-1)?.context === 'Http'));
    expect(linesOf('a-token').map(({ context, msg }) => `${context}: ${msg}`)).toEqual([
      expect.stringMatching(/^Tokens: Token refused: /),
      'Http: request',
    ]);
    expect(linesOf('a-photo').map(({ context }) => context)).toEqual(['Http']);
    expect(linesOf('a-path').map(({ context }) => context)).toEqual(['Http']);
  });

  it('say why it was refused, at INFO, and nothing that came with it', async () => {
    const token = await bearer('grace.hopper');
    const grace = new HttpClient(service.url, token);
    const blurred = await sharp(await portrait('ada'))
      .blur(6)
      .jpeg()
      .toBuffer();
    const personal = { name: 'grace@navy.example', content: 'born 1906' };
    const photo = { ...filePart(blurred), filename: 'grace-hopper.jpg' };
    const asked: [id: string, answer: Promise<HttpAnswer>, expected: object][] = [
      [
        'blurred',
        grace.post('/ml/enroll-face', [photo], { 'x-request-id': 'blurred' }),
        {
          status: 400,
          code: 'FACE_BLURRED',
          reason: expect.stringMatching(/^[\d.]+ against a limit of 0\.03$/),
        },
      ],
      [
        'no-face',
        grace.post('/ml/verify-face', [filePart(await emptyScene())], { 'x-request-id': 'no-face' }),
        { status: 200, code: 'NO_FACE' },
      ],
      [
        'damaged',
        grace.post('/ml/enroll-face', [filePart(blurred.subarray(0, 900))], { 'x-request-id': 'damaged' }),
        { status: 400, code: 'IMAGE_UNREADABLE', reason: expect.stringMatching(/./) },
      ],
      [
        'a-field',
        grace.post('/ml/enroll-face', [photo, personal], { 'x-request-id': 'a-field' }),
        { status: 400, code: 'FIELD_UNKNOWN', reason: 'this form has no such field' },
      ],
      [
        'a-limit',
        grace.get('/ml/users-enrolled?limit=grace.hopper', { 'x-request-id': 'a-limit' }),
        { status: 400, code: 'VALIDATION_FAILED', reason: expect.stringMatching(/^limit: /) },
      ],
      [
        'no-token',
        new HttpClient(service.url).get('/ml/users-enrolled', { 'x-request-id': 'no-token' }),
        { status: 401, code: 'TOKEN_MISSING', reason: 'Bearer token required' },
      ],
    ];
    for (const [id, answer, expected] of asked) {
      const { status } = await answer;
      await eventually(() => linesOf(id).length > 0);
      const line = linesOf(id).find(({ context }) => context === 'Http');
      expect({ id, status, ...line }).toMatchObject({ id, level: 30, ...expected });
    }
    const text = service.logLines.join('\n');
    const secret = token.slice('Bearer '.length);
    for (const each of ['grace', 'hopper', 'navy', '1906', secret]) expect(text).not.toContain(each);
  });

  it('and no others do', () => {
    const outside = service.logLines.map((line) => JSON.parse(line) as LogLine);
    expect(outside.filter(({ context }) => context === 'NestApplication').length).toBeGreaterThan(0);
    for (const { context, request_id } of outside) {
      if (context === 'NestApplication') expect(request_id).toBeUndefined();
    }
  });
});
