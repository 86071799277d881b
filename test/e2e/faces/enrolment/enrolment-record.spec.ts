import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { CONDITIONS, portrait, rephotograph } from '../../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

interface Entry {
  id: number;
  model: string;
  created_at: string;
  compared: boolean;
  quality: Record<string, number> | null;
  encoding?: number[];
}

let service: TestApp;
let ada: HttpClient;
let bea: HttpClient;
let admin: HttpClient;
let anonymous: HttpClient;

beforeAll(async () => {
  service = await startTestApp();
  ada = new HttpClient(service.url, await bearer('ada'));
  bea = new HttpClient(service.url, await bearer('bea'));
  admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
  anonymous = new HttpClient(service.url);
  const photo = await portrait('ada');
  for (const each of [photo, await rephotograph(photo, CONDITIONS[0])])
    await ada.post('/ml/enroll-face', [filePart(each)]);
});

afterAll(() => service.close());

const sql = <T>(text: string, values: unknown[] = []) => service.app.get(DataSource).query<T[]>(text, values);
const entries = (body: Record<string, unknown>) => body['encodings'] as Entry[];
const audited = async (action: string) => {
  const rows = await sql<{ actor: string; subject: string; outcome: string }>(
    'SELECT actor, subject, outcome FROM audit_log WHERE action = $1 ORDER BY id',
    [action],
  );
  return rows.map(({ actor, subject, outcome }) => `${actor} ${subject} ${outcome}`);
};

describe('one person’s record', () => {
  it('tells of each photo, and that nobody has been recognised yet', async () => {
    const { status, body } = await ada.get('/ml/enrolments/me');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user_id: 'ada',
      face_count: 2,
      needs_new_photo: false,
      last_recognised_at: null,
    });
    for (const { created_at, compared, quality } of entries(body)) {
      expect(Math.abs(Date.now() - Date.parse(created_at))).toBeLessThan(600_000);
      expect(compared).toBe(true);
      expect(quality?.['sharpness']).toBeGreaterThan(0);
    }
  });

  it('tells when the person was last recognised, by whomever', async () => {
    const before = Date.now();
    await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    const { body } = await ada.get('/ml/enrolments/ada');
    expect(Date.parse(String(body['last_recognised_at']))).toBeGreaterThanOrEqual(before - 1_000);
  });

  it('of somebody else is for admins, and on record', async () => {
    const refused = await bea.get('/ml/enrolments/ada');
    expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
    const answer = await admin.get('/ml/enrolments/ada');
    expect(answer).toMatchObject({ status: 200, body: { user_id: 'ada', face_count: 2 } });
    expect(await audited('read')).toEqual(['bea ada FORBIDDEN', 'root ada SUCCESS']);
  });

  it('of nobody enrolled is 404, but only to whom it concerns', async () => {
    const own = await bea.get('/ml/enrolments/me');
    expect([own.status, own.body['code']]).toEqual([404, 'NOT_ENROLLED']);
    expect((await bea.get('/ml/enrolments/nobody')).status).toBe(403);
    expect((await admin.get('/ml/enrolments/nobody')).status).toBe(404);
    // One's own is no operation on anybody else's data: a page that looks it up would fill the audit log.
    expect(await audited('read')).not.toContain('bea bea NOT_ENROLLED');
  });

  it('says that a new photo is needed where nothing can be compared any more', async () => {
    await sql(
      `INSERT INTO face_encodings (user_id, encoding, model) VALUES ('veteran', '[1, 2]', 'forgotten/v1')`,
    );
    const { body } = await admin.get('/ml/enrolments/veteran');
    expect(body).toMatchObject({ face_count: 1, needs_new_photo: true });
    expect(entries(body)[0]).toMatchObject({ model: 'forgotten/v1', compared: false, quality: null });
  });
});

describe('the export of one’s own data', () => {
  it('holds encodings, deeds and failed attempts, and no id of anybody else', async () => {
    const claim = { name: 'user_id', content: 'ada' };
    await bea.post('/ml/verify-face', [claim, filePart(await portrait('flora'))]);
    const { status, headers, body } = await ada.get('/ml/enrolments/me/export');
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toContain('attachment');
    expect(headers.get('cache-control')).toContain('no-store');
    const [first] = entries(body);
    const [row] = await sql<{ encoding: number[] }>('SELECT encoding FROM face_encodings WHERE id = $1', [
      first?.id,
    ]);
    expect(first?.encoding).toEqual(row?.encoding);
    expect(body['failed_verifications']).toEqual([{ caller: 'user', failures: 1 }]);
    expect(body['audit']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ action: 'enroll', outcome: 'SUCCESS', by_yourself: true }),
        expect.objectContaining({ action: 'read', actor_role: 'admin', by_yourself: false }),
        expect.objectContaining({ action: 'export', by_yourself: true }),
      ]),
    );
    expect(JSON.stringify(body)).not.toMatch(/root|bea/);
  });

  it('is one’s own only, and there without an enrolment', async () => {
    expect((await admin.get('/ml/enrolments/ada/export')).status).toBe(404);
    const { status, body } = await bea.get('/ml/enrolments/me/export');
    expect([status, body['user_id'], body['encodings']]).toEqual([200, 'bea', []]);
  });
});

describe('one encoding', () => {
  it('is deleted by its owner or an admin, from the next request on', async () => {
    const [first, second] = entries((await ada.get('/ml/enrolments/me')).body);
    const refused = await bea.delete(`/ml/enrolments/ada/encodings/${first?.id}`);
    expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
    const deleted = await ada.delete(`/ml/enrolments/me/encodings/${first?.id}`);
    expect(deleted).toMatchObject({ status: 200, body: { success: true, message: 'Photo supprimée.' } });
    expect(entries((await ada.get('/ml/enrolments/me')).body).map(({ id }) => id)).toEqual([second?.id]);
    expect((await admin.delete(`/ml/enrolments/ada/encodings/${second?.id}`)).status).toBe(200);
    expect((await ada.get('/ml/enrolments/me')).status).toBe(404);
    const { body } = await anonymous.post('/ml/verify-face', [filePart(await portrait('ada'))]);
    expect(body).toMatchObject({ success: false, code: 'NO_MATCH' });
    expect(await audited('delete-encoding')).toEqual([
      'bea ada FORBIDDEN',
      'ada ada SUCCESS',
      'root ada SUCCESS',
    ]);
  });

  it('of somebody else is not reached through one’s own id', async () => {
    const [veteran] = await sql<{ id: number }>(`SELECT id FROM face_encodings WHERE user_id = 'veteran'`);
    const answer = await bea.delete(`/ml/enrolments/me/encodings/${veteran?.id}`);
    expect([answer.status, answer.body['code']]).toEqual([404, 'ENCODING_UNKNOWN']);
    expect(await sql(`SELECT FROM face_encodings WHERE user_id = 'veteran'`)).toHaveLength(1);
  });

  it.each(['0', 'x', '1.5', '0x1', '1e3', '%201', '99999999999'])('%s is no number of one', async (id) => {
    const { status, body } = await ada.delete(`/ml/enrolments/me/encodings/${id}`);
    expect([status, body['code']]).toEqual([400, 'VALIDATION_FAILED']);
  });
});

it.each([
  ['GET', '/ml/enrolments/me'],
  ['GET', '/ml/enrolments/me/export'],
  ['DELETE', '/ml/enrolments/me/encodings/1'],
])('%s %s needs a token, and knows no query', async (method, path) => {
  const { status, body } = await anonymous.send(method, path);
  expect([status, body['code']]).toEqual([401, 'TOKEN_MISSING']);
  expect((await ada.send(method, `${path}?all=1`)).body['code']).toBe('FIELD_UNKNOWN');
});
