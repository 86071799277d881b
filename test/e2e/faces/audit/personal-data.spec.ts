import { DataSource } from 'typeorm';
import { verifyAuditLog } from '../../../../src/audit/verify-audit-log.js';
import { FaceAudit } from '../../../../src/faces/audit/face-audit.js';
import { parseStrictJson } from '../../../../src/auth/strict-json.js';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { emptyScene, portrait } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

let service: TestApp;
let database: DataSource;
let ada: HttpClient;
let admin: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  database = service.app.get(DataSource);
  ada = new HttpClient(service.url, await bearer('ada'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  anonymous = new HttpClient(service.url);
});

afterAll(() => service.close());

it('who did what to whom is on record, in a chain that is intact', async () => {
  const photo = filePart(await portrait('ada'));
  const stranger = filePart(await portrait('dina'));
  const claimAda = { name: 'user_id', content: 'ada' };
  await ada.post('/ml/enroll-face', [photo]);
  await ada.post('/ml/enroll-face', [filePart(await emptyScene())]);
  await anonymous.post('/ml/verify-face', [photo]);
  await anonymous.post('/ml/verify-face', [stranger]);
  await admin.post('/ml/verify-face', [claimAda, photo]);
  await admin.post('/ml/verify-face', [claimAda, stranger]);
  await ada.delete('/ml/delete-face/root');
  await admin.delete('/ml/delete-face/ada');
  await admin.delete('/ml/delete-face/ada');

  const rows = await database.query<Record<string, unknown>[]>(
    `SELECT actor, actor_role, action, subject, outcome, model IS NOT NULL AS has_model FROM audit_log ORDER BY id`,
  );
  const table = rows.map(({ actor, actor_role, action, subject, outcome, has_model }) =>
    [actor, actor_role, action, subject, outcome, has_model].map(String).join(' '),
  );
  expect(table).toEqual([
    'ada user enroll ada SUCCESS true',
    'ada user enroll ada NO_FACE true',
    'null anonymous identify ada SUCCESS true',
    'null anonymous identify null NO_MATCH true',
    'root admin verify ada SUCCESS true',
    'root admin verify ada NO_MATCH true',
    'ada user delete root FORBIDDEN true',
    'root admin delete ada SUCCESS true',
    'root admin delete ada NOT_ENROLLED true',
  ]);
  const verdict = await database.transaction('REPEATABLE READ', (manager) => verifyAuditLog(manager));
  expect(verdict).toMatchObject({ intact: true, entries: 9 });
});

it('deletion leaves no encoding, template or vector', async () => {
  await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
  const rowsOf = async () => {
    const tables = [
      'face_encodings',
      'face_templates',
      'face_vectors',
      'face_half_vectors',
      'enrolled_users',
    ];
    const counts = tables.map((table) =>
      database.query<[{ count: string }]>(`SELECT count(*) FROM ${table} WHERE user_id = 'ada'`),
    );
    return (await Promise.all(counts)).map(([{ count }]) => Number(count));
  };
  expect(await rowsOf()).toEqual([1, 1, 1, 1, 1]);
  expect((await ada.delete('/ml/delete-face/ada')).status).toBe(200);
  expect(await rowsOf()).toEqual([0, 0, 0, 0, 0]);
});

it('an enrolment is stored together with its audit entry and the end of its lock, or not at all', async () => {
  const photo = [filePart(await portrait('ada'))];
  const countOf = async (table: string) => {
    const [{ count }] = await database.query<[{ count: string }]>(`SELECT count(*) FROM ${table}`);
    return Number(count);
  };
  for (const table of ['verification_locks', 'audit_log']) {
    await database.query(`ALTER TABLE ${table} RENAME TO out_of_reach`);
    const { status } = await ada.post('/ml/enroll-face', photo);
    await database.query(`ALTER TABLE out_of_reach RENAME TO ${table}`);
    expect([table, status, await countOf('face_encodings')]).toEqual([table, 503, 0]);
  }
  await database.query(`INSERT INTO verification_locks (user_id, failures) VALUES ('ada', 50)`);
  expect((await ada.post('/ml/enroll-face', photo)).status).toBe(200);
  expect([await countOf('face_encodings'), await countOf('verification_locks')]).toEqual([1, 0]);
  await ada.delete('/ml/delete-face/ada');
});

it('every log line is JSON that names nothing twice', () => {
  expect(service.logLines.length).toBeGreaterThan(10);
  for (const line of service.logLines) expect(() => parseStrictJson(line, 20)).not.toThrow();
});

describe('ids that no database can hold', () => {
  it.each([
    ['NUL', '\u0000'],
    ['line feed', 'u1\nERROR'],
    ['256 characters', 'u'.repeat(256)],
  ])('%s: 400, never 500', async (_, id) => {
    const photo = filePart(await portrait('ada'));
    const verified = await anonymous.post('/ml/verify-face', [{ name: 'user_id', content: id }, photo]);
    expect([verified.status, verified.body['code']]).toEqual([400, 'VALIDATION_FAILED']);
    const deleted = await admin.delete(`/ml/delete-face/${encodeURIComponent(id)}`);
    expect([deleted.status, deleted.body['code']]).toEqual([400, 'VALIDATION_FAILED']);
    const listed = await admin.get(`/ml/users-enrolled?cursor=${encodeURIComponent(id)}`);
    expect([listed.status, listed.body['code']]).toEqual([400, 'VALIDATION_FAILED']);
  });
});

it('a flood of photographs without a face is two entries, and the chain stays intact', async () => {
  const audit = service.app.get(FaceAudit);
  // Or the end of a minute could lie between two of them.
  await audit.onModuleDestroy();
  const before = await database.query<[{ last: number }]>('SELECT max(id)::int AS last FROM audit_log');
  for (let count = 0; count < 12; count += 1) {
    expect((await anonymous.post('/ml/verify-face', [filePart('not an image')])).status).toBe(415);
  }
  await audit.recordTally();
  const rows = await database.query<Record<string, unknown>[]>(
    'SELECT actor_role, action, outcome FROM audit_log WHERE id > $1 ORDER BY id',
    [before[0].last],
  );
  expect(rows).toEqual([
    { actor_role: 'anonymous', action: 'identify', outcome: 'IMAGE_TYPE_UNSUPPORTED' },
    { actor_role: 'anonymous', action: 'identify', outcome: 'IMAGE_TYPE_UNSUPPORTED +11' },
  ]);
  const verdict = await database.transaction('REPEATABLE READ', (manager) => verifyAuditLog(manager));
  expect(verdict).toMatchObject({ intact: true });
});
