import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseRightsError } from '../../../src/database/database-start.js';
import { RoleDatabases } from '../../support/database/role-databases.js';
import { eventually } from '../../support/eventually.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { whyNoPgvector } from '../../support/servers/private-postgres.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';

const reason = whyNoPgvector();
if (reason !== null) console.warn(`SKIPPED: a database that changes under the service: ${reason}`);

(reason === null ? describe : describe.skip)('a database that changes under the service', () => {
  let roles: RoleDatabases;
  let app: TestApp;
  let ada: HttpClient;

  beforeAll(async () => {
    roles = await RoleDatabases.start();
    await roles.create('lab');
    await roles.migrate('lab');
    roles.letServe('lab');
    app = await startTestApp({ DATABASE_URL: roles.url('svc', 'lab'), MIGRATIONS_RUN: 'false' });
    ada = new HttpClient(app.url, await bearer('ada'));
  });

  afterAll(async () => {
    await app.close();
    await roles.stop();
  });

  const owner = (sql: string) => roles.sql('keeper', 'lab', sql);
  const enrol = async () => ada.post('/ml/enroll-face', [filePart(await portrait('ada'))]);
  const readiness = async () => (await ada.get('/health/ready')).status;

  it.each([
    [
      'a right on a table',
      'REVOKE INSERT ON face_encodings FROM svc',
      'GRANT INSERT ON face_encodings TO svc',
    ],
    ['the audit log’s', 'REVOKE ALL ON audit_log FROM svc', 'GRANT SELECT, INSERT ON audit_log TO svc'],
    [
      'a function’s',
      'REVOKE ALL ON FUNCTION audit_log_next_id() FROM svc',
      'GRANT EXECUTE ON FUNCTION audit_log_next_id() TO svc',
    ],
    [
      'a sequence’s',
      'REVOKE ALL ON SEQUENCE face_encodings_id_seq FROM svc',
      'GRANT USAGE ON SEQUENCE face_encodings_id_seq TO svc',
    ],
    ['a table', 'ALTER TABLE face_encodings RENAME TO gone', 'ALTER TABLE gone RENAME TO face_encodings'],
    ['the schema’s', 'REVOKE USAGE ON SCHEMA public FROM svc, PUBLIC', 'GRANT USAGE ON SCHEMA public TO svc'],
  ])('%s taken away is 503, and readiness says so until it is back', async (_what, take, giveBack) => {
    await eventually(async () => expect(await readiness()).toBe(200));
    await owner(take);
    try {
      expect(await enrol()).toMatchObject({ status: 503, body: { code: 'DB_UNAVAILABLE' } });
      await eventually(async () => expect(await readiness()).toBe(503));
      expect((await ada.get('/health/live')).status).toBe(200);
    } finally {
      await owner(giveBack);
    }
    await eventually(async () => expect((await enrol()).status).toBe(200));
    await eventually(async () => expect(await readiness()).toBe(200));
  });

  it('a part of the audit log that is gone is 503, nothing happens unrecorded, and readiness says so', async () => {
    await owner('ALTER TABLE audit_log DETACH PARTITION audit_log_1');
    expect(await enrol()).toMatchObject({ status: 503, body: { code: 'DB_UNAVAILABLE' } });
    expect(await readiness()).toBe(503);
    expect((await ada.get('/health/live')).status).toBe(200);
    await owner(
      'ALTER TABLE audit_log ATTACH PARTITION audit_log_1 FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
    );
    expect((await enrol()).status).toBe(200);
    expect(await readiness()).toBe(200);
  });

  it('a role without functions and sequences does not start', async () => {
    await roles.create('half');
    await roles.migrate('half');
    roles.letServe('half');
    await roles.sql(
      'keeper',
      'half',
      'REVOKE ALL ON FUNCTION audit_log_end() FROM svc; REVOKE ALL ON SEQUENCE face_encodings_id_seq FROM svc',
    );
    const error = await roles.serve('half').started.catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(DatabaseRightsError);
    expect(String(error)).toContain('(audit_log_end(): EXECUTE, face_encodings_id_seq: USAGE)');
  });
});
