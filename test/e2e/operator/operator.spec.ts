import { filePart, HttpClient } from '../../support/http/http-client.js';
import { emptyScene, portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const ROUTES = ['activity', 'audit', 'locks', 'people', 'thresholds', 'replica'].map(
  (name) => `/ml/operator/${name}`,
);

let service: TestApp;
let ada: HttpClient;
let admin: HttpClient;

/** One enrolment, one photo without a face, five failed claims. */
beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('Ada-1'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
  await ada.post('/ml/enroll-face', [filePart(await emptyScene())]);
  const stranger = filePart(await portrait('dina'));
  for (let i = 0; i < 5; i += 1)
    await ada.post('/ml/verify-face', [{ name: 'user_id', content: 'me' }, stranger]);
});
afterAll(() => service.close());

describe.each(ROUTES)('%s', (path) => {
  it('is for admins', async () => {
    const anonymous = await new HttpClient(service.url).get(path);
    expect([anonymous.status, anonymous.body['code']]).toEqual([401, 'TOKEN_MISSING']);
    const user = await ada.get(path);
    expect([user.status, user.body['code']]).toEqual([403, 'FORBIDDEN']);
  });

  it('knows its parameters, and is kept by nobody', async () => {
    const { status, headers } = await admin.get(path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { body } = await admin.get(`${path}?Limit=1`);
    expect(body['code']).toBe('FIELD_UNKNOWN');
  });
});

it('counts what was done by day, and what came of it', async () => {
  const { body } = await admin.get('/ml/operator/activity?days=1');
  const outcomes = body['outcomes'] as { day: string; action: string; outcome: string; count: number }[];
  const of = (action: string, outcome: string) =>
    outcomes
      .filter((each) => each.action === action && each.outcome === outcome)
      .reduce((sum, { count }) => sum + count, 0);
  expect(of('enroll', 'SUCCESS')).toBe(1);
  expect(of('enroll', 'NO_FACE')).toBe(1);
  expect(of('verify', 'NO_MATCH')).toBe(5);
  expect(outcomes[0]?.day).toMatch(/^\d{4}-\d\d-\d\d$/);
});

it('finds entries of the audit log by every filter, page by page', async () => {
  const ask = async (query: string) => (await admin.get(`/ml/operator/audit?${query}`)).body;
  const entries = async (query: string) =>
    (await ask(query))['entries'] as { id: string; outcome: string; subject: string }[];
  expect(await entries('subject=Ada-1&action=enroll&outcome=SUCCESS')).toHaveLength(1);
  expect(await entries('outcome=NO_MATCH')).toHaveLength(5);
  expect(await entries('actor=nobody')).toEqual([]);
  expect(await entries('from=2999-01-01T00:00:00Z')).toEqual([]);
  expect(await entries('until=2000-01-01T00:00:00Z')).toEqual([]);
  const first = await ask('outcome=NO_MATCH&limit=3');
  const second = await entries(`outcome=NO_MATCH&limit=3&before=${String(first['next_before'])}`);
  expect((first['entries'] as unknown[]).length + second.length).toBe(5);
  expect((await ask(`outcome=NO_MATCH&limit=5`))['next_before']).toBeUndefined();
  for (const wrong of ['from=yesterday', 'before=x', 'limit=0', 'limit=501', `outcome=${'x'.repeat(65)}`]) {
    expect([wrong, (await admin.get(`/ml/operator/audit?${wrong}`)).status]).toEqual([wrong, 400]);
  }
});

it('lists who has to wait, for how long', async () => {
  const { body } = await admin.get('/ml/operator/locks');
  expect(body['locks']).toEqual([
    { user_id: 'Ada-1', caller: 'self', failures: 5, locked_for_s: expect.any(Number) as number },
  ]);
  await admin.delete('/ml/verification-lock/Ada-1');
  expect((await admin.get('/ml/operator/locks')).body['locks']).toEqual([]);
});

it('finds people by a part of their id, with their dates', async () => {
  const { body } = await admin.get('/ml/operator/people?search=DA-');
  expect(body['people']).toEqual([
    {
      user_id: 'Ada-1',
      encodings: 1,
      first_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      last_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    },
  ]);
  expect((await admin.get('/ml/operator/people?search=%25')).body['people']).toEqual([]);
  expect((await admin.get('/ml/operator/people?cursor=Ada-1')).body['people']).toEqual([]);
});

it('says which limits decide among the people there are', async () => {
  const { body } = await admin.get('/ml/operator/thresholds');
  expect(body).toMatchObject({ users: 1, max_fpir: 0.01, max_fmr: 0.001 });
  const curves = body['curves'] as { encodings: number; search_distance: number; points: unknown[] }[];
  expect(curves.map(({ encodings }) => encodings)).toEqual([1, 3]);
  expect(curves[0]?.points.length).toBeGreaterThan(10);
});

it('tells of the queue and of each route’s latency', async () => {
  const { body } = await admin.get('/ml/operator/replica');
  expect(body).toMatchObject({ ready: true, queue_depth: 0, others: [] });
  const routes = body['routes'] as { route: string; requests: number; mean_ms: number; p95_ms: number }[];
  const verify = routes.find(({ route }) => route === '/ml/verify-face');
  expect(verify?.requests).toBe(5);
  expect(verify?.p95_ms).toBeGreaterThan(0);
});
