import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { eventually } from '../../../support/eventually.js';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

type Name = Parameters<typeof portrait>[0];
interface Report {
  state: string;
  scanned: number;
  pairs: { user_ids: string[]; probability: number }[];
  total_count: number;
  next_cursor?: string;
}

/** Whose face each id is enrolled with. */
const ENROLLED: [userId: string, name: Name][] = [
  ['ada', 'ada'],
  ['ada again', 'ada'],
  ['Zoë', 'dina'],
  ['dina', 'dina'],
  ['flora', 'flora'],
];

let service: TestApp;
let admin: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  for (const [userId, name] of ENROLLED) {
    await admin.post('/ml/enroll-face', [
      { name: 'user_id', content: userId },
      { name: 'duplicate', content: 'allow' },
      filePart(await portrait(name)),
    ]);
  }
});

afterAll(() => service.close());

const sql = (text: string) => service.app.get(DataSource).query<unknown[]>(text);
const report = async (query = '') => (await admin.get(`/ml/duplicates${query}`)).body as unknown as Report;
const finished = async () => {
  await eventually(async () => expect((await report()).state).toBe('done'));
  return report();
};
const idsOf = ({ pairs }: Report) => pairs.map(({ user_ids }) => [...user_ids].sort());

describe('the duplicates report', () => {
  it('is made in the background, begun by the first who asks', async () => {
    const begun = await report();
    expect(begun).toMatchObject({
      state: 'running',
      scanned: 0,
      finished_at: null,
      pairs: [],
      total_count: 0,
    });
    const done = await finished();
    expect(done).toMatchObject({ scanned: ENROLLED.length, total_count: 2 });
    expect(idsOf(done)).toEqual(
      expect.arrayContaining([
        ['ada', 'ada again'],
        ['Zoë', 'dina'],
      ]),
    );
    for (const { probability } of done.pairs) expect(probability).toBeGreaterThan(0.9);
  });

  it('is told again without another search, page by page', async () => {
    const all = await report();
    const first = await report('?limit=1');
    expect(first.pairs).toEqual(all.pairs.slice(0, 1));
    const second = await report(`?limit=1&cursor=${first.next_cursor}`);
    expect(second.pairs).toEqual(all.pairs.slice(1));
    expect(second).not.toHaveProperty('next_cursor');
    expect(second.state).toBe('done');
  });

  it('keeps nobody’s name beside the pairs: it would outlive a deletion', async () => {
    expect(await sql('SELECT after_user FROM duplicate_scan')).toEqual([{ after_user: null }]);
  });

  it('goes on where it was interrupted', async () => {
    await sql(
      `UPDATE duplicate_scan SET finished_at = NULL, scanned = 1, claimed_until = '-infinity',
         after_user = (SELECT user_id FROM enrolled_users ORDER BY user_id LIMIT 1)`,
    );
    expect(await finished()).toMatchObject({ scanned: ENROLLED.length, total_count: 2 });
  });

  it('does not wait for a replica that was killed in the middle for ever, but leaves it its slice', async () => {
    await sql(
      `UPDATE duplicate_scan SET finished_at = NULL, claimed_until = clock_timestamp() + interval '1 hour'`,
    );
    expect((await report()).state).toBe('running');
    await sql(`UPDATE duplicate_scan SET claimed_until = clock_timestamp()`);
    await finished();
  });

  it('forgets a pair with either of the two at once, and by the next search what is none any more', async () => {
    await admin.delete('/ml/delete-face/ada%20again');
    expect(idsOf(await report())).toEqual([['Zoë', 'dina']]);
    await sql(
      `INSERT INTO duplicate_pairs (model, user_a, user_b, probability, found_at)
       SELECT model, 'ada', 'flora', 0.9, started_at FROM duplicate_scan`,
    );
    expect((await report()).total_count).toBe(2);
    await sql(`UPDATE duplicate_scan SET finished_at = clock_timestamp() - interval '61 minutes'`);
    expect((await report()).state).toBe('running');
    await finished();
    expect(idsOf(await report())).toEqual([['Zoë', 'dina']]);
  });
});

it('is for admins, on record where somebody else asks', async () => {
  const scoped = new HttpClient(
    service.url,
    await bearer('hr', { scopes: ['list', 'delete:any', 'enroll:any'] }),
  );
  const refused = await scoped.get('/ml/duplicates');
  expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
  expect(
    await sql(`SELECT actor FROM audit_log WHERE action = 'duplicates' AND outcome = 'FORBIDDEN'`),
  ).toEqual([{ actor: 'hr' }]);
  expect((await new HttpClient(service.url).get('/ml/duplicates')).body['code']).toBe('TOKEN_MISSING');
});

it.each([
  ['limit=0', 'VALIDATION_FAILED'],
  ['cursor=x', 'VALIDATION_FAILED'],
  ['Limit=1', 'FIELD_UNKNOWN'],
])('%s is refused', async (query, code) => {
  const { status, body } = await admin.get(`/ml/duplicates?${query}`);
  expect([status, body['code']]).toEqual([400, code]);
});
