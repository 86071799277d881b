import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type Scope, SCOPES } from '../../../src/auth/scopes.js';
import { filePart, HttpClient, type HttpAnswer } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

/** What a back end asks for in the name of many people, and the scopes that it takes. */
const DEEDS: [what: string, needed: Scope[], ask: (client: HttpClient) => Promise<HttpAnswer>][] = [
  ['enrol somebody', ['enroll:any'], (client) => enroll(client, field('user_id', 'bea'))],
  [
    'enrol a face that is somebody else’s too',
    ['enroll:any'],
    (client) => enroll(client, field('user_id', 'bea'), field('duplicate', 'allow')),
  ],
  [
    'replace somebody’s photos',
    ['enroll:any', 'delete:any'],
    (client) => enroll(client, field('user_id', 'bea'), field('replace', 'true')),
  ],
  ['list', ['list'], (client) => client.get('/ml/users-enrolled')],
  ['list by page', ['list'], (client) => client.get('/ml/users-enrolled?limit=1')],
  ['read somebody’s record', ['list'], (client) => client.get('/ml/enrolments/bea')],
  ['unlock', ['unlock'], (client) => client.delete('/ml/verification-lock/bea')],
  [
    'delete one encoding',
    ['delete:any'],
    async (client) => client.delete(`/ml/enrolments/bea/encodings/${await encodingOf('bea')}`),
  ],
  ['withdraw a consent', ['delete:any'], (client) => client.delete('/ml/enrolments/bea/consent')],
  ['delete somebody', ['delete:any'], (client) => client.delete('/ml/delete-face/bea')],
];

let service: TestApp;

beforeAll(
  async () => (service = await startTestApp({ LIST_USERS: 'admin', FAILED_IDENTIFICATIONS_PER_HOUR: '1' })),
);
afterAll(() => service.close());

const field = (name: string, content: string) => ({ name, content });
const clientOf = async (sub: string, scopes?: readonly Scope[]) =>
  new HttpClient(service.url, await bearer(sub, scopes === undefined ? {} : { scopes }));
const sql = <T>(text: string) => service.app.get(DataSource).query<T[]>(text);
async function enroll(
  client: HttpClient,
  ...fields: { name: string; content: string }[]
): Promise<HttpAnswer> {
  return client.post('/ml/enroll-face', [...fields, filePart(await portrait('bea'))]);
}
async function encodingOf(userId: string): Promise<number> {
  const rows = await sql<{ id: number }>(`SELECT id FROM face_encodings WHERE user_id = '${userId}'`);
  return rows[0]?.id ?? 0;
}

describe('a scoped token', () => {
  it.each(DEEDS)('may %s with %j, and not without', async (_, needed, ask) => {
    await enroll(
      await clientOf('hr-system', ['enroll:any', 'delete:any']),
      field('user_id', 'bea'),
      field('replace', 'true'),
    );
    for (const missing of needed) {
      const rest = SCOPES.filter((scope) => scope !== missing);
      const refused = await ask(await clientOf('hr-system', rest));
      expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await ask(await clientOf('hr-system', needed))).status).toBe(200);
  });

  it('with verify:any recognises strangers as often as a door has to', async () => {
    const stranger = [filePart(await portrait('dina'))];
    const door = await clientOf('door', ['verify:any']);
    const person = await clientOf('door 2', ['list', 'unlock']);
    for (const client of [door, door, door, person])
      expect((await client.post('/ml/verify-face', stranger)).status).toBe(200);
    expect((await person.post('/ml/verify-face', stranger)).body['code']).toBe('RATE_LIMITED');
  });

  it('keeps everybody’s rights in their own data, and gives no more than it names', async () => {
    const hr = await clientOf('hr-system', ['unlock']);
    expect((await hr.get('/ml/enrolments/me/export')).status).toBe(200);
    expect((await hr.delete('/ml/delete-face/me')).body['code']).toBe('NOT_ENROLLED');
    expect((await hr.get('/ml/users-enrolled')).status).toBe(403);
  });

  it('leaves both ids in the audit log: who did it, and to whom', async () => {
    const rows = await sql(
      `SELECT DISTINCT actor, subject FROM audit_log WHERE action = 'enroll' AND outcome = 'SUCCESS'`,
    );
    expect(rows).toEqual([{ actor: 'hr-system', subject: 'bea' }]);
  });
});
