import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { EnrolledUsersBody } from '../../../../src/faces/http/enrolled-users-body.js';
import { HttpClient } from '../../../support/http/http-client.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

const USERS = 25_000;
const READERS = 20;

let service: TestApp;
let database: DataSource;
let client: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  database = service.app.get(DataSource);
  client = new HttpClient(service.url, await bearer('ada'));
  await database.query(
    `INSERT INTO face_encodings (user_id, encoding, model)
     SELECT 'user ' || lpad(n::text, 6, '0') || ' "é\\', '[1]'::jsonb, 'none' FROM generate_series(1, $1) AS n`,
    [USERS],
  );
});

afterAll(() => service.close());

const list = () => client.get('/ml/users-enrolled');

it('lists everybody once, in order, in one answer', async () => {
  const { status, body, headers } = await list();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  const users = body['enrolled_users'] as string[];
  expect(body['total_count']).toBe(USERS);
  expect(new Set(users).size).toBe(USERS);
  expect(users.slice(0, 2)).toEqual(['user 000001 "é\\', 'user 000002 "é\\']);
  expect(users).toEqual([...users].sort());
});

it('those who ask at the same time share one run over the database', async () => {
  await list();
  // Older than the last answer may be.
  await new Promise((done) => setTimeout(done, 1_100));
  const pages = jest.spyOn(service.app.get(FaceEncodingsRepository), 'listUsers');
  const body = service.app.get(EnrolledUsersBody);
  const reader = { id: 'ada', role: 'user' } as const;
  const answers = await Promise.all(Array.from({ length: READERS }, () => body.read(reader)));
  const [one] = answers;
  for (const each of answers) expect(each).toBe(one);
  expect(pages).toHaveBeenCalledTimes(Math.ceil(USERS / 10_000));
  pages.mockRestore();
});

it('a change of this process shows at once, one of another within a second or so', async () => {
  await list();
  const admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  const gone = encodeURIComponent('user 000001 "é\\');
  expect((await admin.delete(`/ml/delete-face/${gone}`)).status).toBe(200);
  expect((await list()).body['total_count']).toBe(USERS - 1);
  await database.query(`DELETE FROM face_encodings WHERE user_id LIKE 'user 000002%'`);
  await new Promise((done) => setTimeout(done, 1_100));
  expect((await list()).body['total_count']).toBe(USERS - 2);
});

it('is a page where one is asked for', async () => {
  const { body } = await client.get('/ml/users-enrolled?limit=2');
  expect(body['total_count']).toBe(USERS - 2);
  expect(body['next_cursor']).toBe((body['enrolled_users'] as string[])[1]);
  expect(body['enrolled_users']).toHaveLength(2);
});
