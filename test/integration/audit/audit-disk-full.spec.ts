import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { fillAuditLog } from '../../support/database/audit-owner.js';
import { limitFiles } from '../../support/processes/limited-files.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { TestDatabase } from '../../support/database/test-database.js';

const reason = whyNoPostgres();
if (reason !== null) console.warn(`SKIPPED: a full disk under the audit log: ${reason}`);

(reason === null ? describe : describe.skip)('a full disk under the audit log', () => {
  let postgres: PrivatePostgres;
  let database: TestDatabase;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
    database = await TestDatabase.open(postgres.url);
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  it('has a code of its own, and is over when there is space', async () => {
    const audit = new AuditRepository(database.database);
    const append = () => audit.append({ action: 'verify', subject: 'ada', outcome: 'SUCCESS' });
    /** What is left of the last page has to be used up first. */
    const appendMany = async () => {
      for (let i = 0; i < 100; i += 1) await append();
    };
    limitFiles(postgres.pid, await fillAuditLog(postgres));
    await expect(appendMany()).rejects.toMatchObject({ code: 'AUDIT_LOG_FULL', retryAfterS: 60 });
    const inTransaction = database.database.transaction(async (manager) => {
      await manager.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('ada', '[1]')`);
      await audit.append({ action: 'enroll', subject: 'ada', outcome: 'SUCCESS' }, manager);
    });
    await expect(inTransaction).rejects.toMatchObject({ code: 'AUDIT_LOG_FULL' });
    expect(await database.dataSource.query('SELECT FROM face_encodings')).toEqual([]);
    limitFiles(postgres.pid, null);
    await appendMany();
  });
});
