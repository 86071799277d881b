import { AuditRepository } from '../../../../src/audit/audit.repository.js';
import { AuditService } from '../../../../src/audit/audit.service.js';
import { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { EnrolmentRecordRepository } from '../../../../src/faces/enrolment/record/enrolment-record.repository.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { someEncoding } from '../../../support/database/test-database.js';

const USER = 'ada';

describeOnBothDatabases('when a person was last recognised', (db) => {
  let audit: AuditService;
  let encodings: FaceEncodingsRepository;
  let records: EnrolmentRecordRepository;
  const recorded = (
    action: 'verify' | 'delete' | 'withdraw' | 'purge' | 'delete-encoding',
    outcome = 'SUCCESS',
  ) => audit.record({ actor: { id: USER, role: 'user' }, action, subject: USER, outcome });
  const enrol = (seed: number) => encodings.enroll(USER, [{ encoding: someEncoding(seed) }], 'test/model', 5);
  const lastRecognised = () => records.lastRecognisedAt(USER);

  beforeAll(() => {
    audit = new AuditService(new AuditRepository(db.database));
    encodings = new FaceEncodingsRepository(db.database);
    records = new EnrolmentRecordRepository(db.database);
  });
  beforeEach(async () => {
    await encodings.deleteByUser(USER);
    await recorded('delete');
    await enrol(1);
    await recorded('verify');
    expect(await lastRecognised()).not.toBeNull();
  });

  it.each(['delete', 'withdraw', 'purge'] as const)(
    'a new enrolment after %s knows nothing of it',
    async (end) => {
      await encodings.deleteByUser(USER);
      await recorded(end);
      await enrol(2);
      expect(await lastRecognised()).toBeNull();
      await recorded('verify');
      expect(await lastRecognised()).not.toBeNull();
    },
  );

  it('a deletion that was refused takes nothing along', async () => {
    await recorded('delete', 'FORBIDDEN');
    expect(await lastRecognised()).not.toBeNull();
  });

  it('one photo of two is taken back, then the other, before a new enrolment', async () => {
    await enrol(2);
    for (const isLast of [false, true]) {
      const [oldest] = await records.encodings(USER);
      await records.deleteEncoding(USER, oldest?.id ?? 0, (manager) =>
        audit.record(
          { actor: 'service', action: 'delete-encoding', subject: USER, outcome: 'SUCCESS' },
          manager,
        ),
      );
      if (isLast) await enrol(3);
      expect((await lastRecognised()) === null).toBe(isLast);
    }
  });
});
