import { eventually } from '../support/child-pool.js';
import { filePart, HttpClient } from '../support/http-client.js';
import { emptyScene } from '../support/photos.js';
import { bearer, startTestApp, type TestApp } from '../support/test-app.js';

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
    await eventually(() => all.every((id) => linesOf(id).at(-1)?.context === 'Http'), 10_000);
    expect(linesOf('a-token').map(({ context, msg }) => `${context}: ${msg}`)).toEqual([
      expect.stringMatching(/^Tokens: Token refused: /),
      expect.stringMatching(/^Errors: TOKEN_INVALID: /),
      'Http: request',
    ]);
    expect(linesOf('a-photo').map(({ context, msg }) => `${context}: ${msg}`)).toEqual([
      expect.stringMatching(/^Errors: NO_FACE/),
      'Http: request',
    ]);
    expect(linesOf('a-path').map(({ context }) => context)).toEqual(['Errors', 'Http']);
  });

  it('and no others do', () => {
    const outside = service.logLines.map((line) => JSON.parse(line) as LogLine);
    expect(outside.filter(({ context }) => context === 'NestApplication').length).toBeGreaterThan(0);
    for (const { context, request_id } of outside) {
      if (context === 'NestApplication') expect(request_id).toBeUndefined();
    }
  });
});
