import { AuditRepository } from '../../../../src/audit/audit.repository.js';
import { AuditService } from '../../../../src/audit/audit.service.js';
import { AppConfig } from '../../../../src/config/app-config.js';
import { loadEnv } from '../../../../src/config/load-env.js';
import { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { openGallery } from '../../../../src/faces/gallery/open-gallery.js';
import type { Gallery } from '../../../../src/faces/gallery/gallery.js';
import { RetentionService } from '../../../../src/faces/enrolment/retention/retention.service.js';
import { UnusedEnrolmentsRepository } from '../../../../src/faces/enrolment/retention/unused-enrolments.repository.js';
import { VerificationLockRepository } from '../../../../src/faces/verification-lock/verification-lock.repository.js';
import { asAuditOwner } from '../../../support/database/audit-owner.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { enrolledUsers } from '../../../support/database/enrolled-users.js';
import { TEST_MODEL } from '../../../support/database/gallery-backends.js';

const DAYS = 90;
const OLD = `now() - interval '91 days'`;
const FACE = Float32Array.from({ length: TEST_MODEL.dimension }, (_, i) => i / 10);

describeOnBothDatabases('retention', (db, kind) => {
  let encodings: FaceEncodingsRepository;
  let audit: AuditService;
  let gallery: Gallery;
  const unused = () => new UnusedEnrolmentsRepository(db.database);
  const retention = (env: Record<string, string> = { RETENTION_DAYS: String(DAYS) }) =>
    new RetentionService(
      new AppConfig(loadEnv(env)),
      unused(),
      new VerificationLockRepository(db.database),
      gallery,
      audit,
    );
  const enroll = (userId: string) => encodings.enroll(userId, [{ encoding: FACE }], TEST_MODEL.version, 5);
  const age = (userId: string) =>
    db.dataSource.query(`UPDATE enrolled_users SET updated_at = ${OLD} WHERE user_id = $1`, [userId]);
  /** Writes a record of the past, which the chain's trigger would date to now. */
  const recorded = (subject: string, action: string, outcome: string, at: string) =>
    asAuditOwner(db.dataSource.manager, () =>
      db.dataSource.query(
        `INSERT INTO audit_log (at, actor_role, action, subject, outcome, previous_hash, hash)
         VALUES (${at}, 'anonymous', $1, $2, $3, '\\x00', '\\x00')`,
        [action, subject, outcome],
      ),
    );

  beforeAll(async () => {
    encodings = new FaceEncodingsRepository(db.database);
    audit = new AuditService(new AuditRepository(db.database));
    gallery = await openGallery(db.dataSource, db.database, TEST_MODEL, { memoryMaxUsers: 1000 });
  });
  beforeEach(() => db.dataSource.query('TRUNCATE face_encodings'));
  afterAll(() => gallery.close());

  it('deletes who was neither enrolled nor recognised for so long, from everywhere, and records it', async () => {
    for (const id of ['forgotten', 'new']) await enroll(id);
    await gallery.changed('forgotten');
    await age('forgotten');
    expect(await retention().purgeUnused()).toBe(1);
    expect(await enrolledUsers(encodings)).toEqual(['new']);
    expect(await gallery.templateOf('forgotten')).toBeNull();
    const rows: unknown[] = await db.dataSource.query(
      'SELECT actor_role, action, subject, outcome FROM audit_log ORDER BY id DESC LIMIT 1',
    );
    expect(rows).toEqual([
      { actor_role: 'service', action: 'purge', subject: 'forgotten', outcome: 'SUCCESS' },
    ]);
    expect(await retention().purgeUnused()).toBe(0);
  });

  it.each([
    ['verified last week', 'verify', 'SUCCESS', `now() - interval '7 days'`, true],
    ['identified last week', 'identify', 'SUCCESS', `now() - interval '7 days'`, true],
    ['recognised only long ago', 'verify', 'SUCCESS', OLD, false],
    ['claimed by somebody else last week', 'verify', 'NO_MATCH', `now() - interval '7 days'`, false],
  ])('an old enrolment, %s: %s %s', async (userId, action, outcome, at, kept) => {
    await enroll(userId);
    await age(userId);
    await recorded(userId, action, outcome, at);
    expect(await retention().purgeUnused()).toBe(kept ? 0 : 1);
    expect(await enrolledUsers(encodings)).toEqual(kept ? [userId] : []);
  });

  it('another photo counts as use', async () => {
    await enroll('ada');
    await age('ada');
    await enroll('ada');
    expect(await retention().purgeUnused()).toBe(0);
  });

  it('keeps everything without RETENTION_DAYS', async () => {
    await enroll('ada');
    await age('ada');
    expect(await retention({}).purgeUnused()).toBe(0);
    expect(await enrolledUsers(encodings)).toEqual(['ada']);
  });

  it('goes through more users than one slice', async () => {
    await db.dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT 'u' || lpad(i::text, 5, '0'), '[1]', 'x' FROM generate_series(1, 2500) AS i`,
    );
    for (const id of ['u00001', 'u01000', 'u01001', 'u02500']) await age(id);
    expect(await retention().purgeUnused()).toBe(4);
    expect(await encodings.countUsers()).toBe(2496);
  });

  it('what cannot be recorded is not deleted', async () => {
    await enroll('ada');
    await age('ada');
    const failing = unused().delete('ada', DAYS, () => Promise.reject(new Error('no record')));
    await expect(failing).rejects.toThrow('no record');
    expect(await enrolledUsers(encodings)).toEqual(['ada']);
  });

  if (kind === 'postgresql') {
    it('a photo that arrives meanwhile is not lost', async () => {
      for (let round = 0; round < 20; round += 1) {
        const userId = `racing ${round}`;
        await enroll(userId);
        await age(userId);
        const record = () => Promise.resolve();
        await Promise.all([unused().delete(userId, DAYS, record), enroll(userId)]);
        expect(await enrolledUsers(encodings)).toContain(userId);
      }
    });

    it('replicas at the same time delete everybody once', async () => {
      const ids = Array.from({ length: 20 }, (_, i) => `idle ${i}`);
      for (const id of ids) {
        await enroll(id);
        await age(id);
      }
      const purged = await Promise.all([retention().purgeUnused(), retention().purgeUnused()]);
      expect(purged.reduce((sum, count) => sum + count)).toBe(20);
      const [row] = await db.dataSource.query<{ count: string }[]>(
        `SELECT count(*) FROM audit_log WHERE action = 'purge' AND subject LIKE 'idle %'`,
      );
      expect(row).toEqual({ count: '20' });
    });
  }
});
