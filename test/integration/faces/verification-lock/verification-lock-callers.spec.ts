import {
  CALLER_CLASSES,
  type CallerClass,
  FORGIVEN_EVERY_S,
} from '../../../../src/faces/verification-lock/verification-lock.policy.js';
import { VerificationLockRepository } from '../../../../src/faces/verification-lock/verification-lock.repository.js';
import { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { LockAttempts } from '../../../support/database/lock-attempts.js';

describeOnBothDatabases('verification lock of each class of callers', (db) => {
  let attempts: LockAttempts;

  beforeEach(() => {
    attempts = new LockAttempts(db);
  });

  it('nobody’s failures lock out a caller of another class', async () => {
    for (attempts.caller of CALLER_CLASSES) {
      await attempts.fail(5);
      expect(await attempts.lockedFor()).toBeGreaterThan(0);
      const locked = attempts.caller;
      for (attempts.caller of CALLER_CLASSES.filter((each) => each !== locked))
        expect(await attempts.lockedFor()).toBe(0);
      await attempts.lock.unlock({ id: 'root', role: 'admin' }, attempts.user);
    }
  });

  it('the owner’s success forgives nobody else’s failures, and a stranger’s success none at all', async () => {
    attempts.caller = 'anonymous';
    await attempts.fail(4);
    attempts.caller = 'self';
    await attempts.make('matched');
    attempts.caller = 'anonymous';
    await attempts.make('matched');
    await attempts.fail(1);
    expect(await attempts.lockedFor()).toBeGreaterThan(15);
  });

  it.each<CallerClass>(['operator', 'user', 'anonymous'])(
    'the failures of %s never lock for good, however many',
    async (each) => {
      attempts.caller = each;
      for (let failures = 0; failures < 60; failures += 1) {
        expect(await attempts.lockedFor()).toBeLessThanOrEqual(3600);
        await attempts.wait();
        await attempts.fail(1);
      }
      expect(await attempts.lockedFor()).toBeLessThanOrEqual(3600);
    },
  );

  it('remembers and forgives failures alike whether somebody is enrolled or not', async () => {
    const repository = new VerificationLockRepository(db.database);
    const enrolled = attempts.user;
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [{ encoding: [1, 2] }], 'test/v1', 5);
    for (const [each, passed, expected] of [
      ['self', 365 * 86_400, 60],
      ['anonymous', 1_800, 60],
      ['anonymous', 7_200, 0],
      ['anonymous', 365 * 86_400, 0],
    ] as const) {
      attempts.caller = each;
      for (attempts.user of [enrolled, `${enrolled} stranger`]) {
        await attempts.fail(5);
        await attempts.letPass(passed);
        await repository.clearForgiven('self', FORGIVEN_EVERY_S);
        await repository.clearStrangers();
        await attempts.fail(1);
        expect([each, passed, Math.round((await attempts.lockedFor()) / 10) * 10]).toEqual([
          each,
          passed,
          expected,
        ]);
        await repository.clear(attempts.user);
      }
    }
  });

  it('keeps no count of strangers’ failures that time has forgiven', async () => {
    const repository = new VerificationLockRepository(db.database);
    for (attempts.caller of CALLER_CLASSES) await attempts.fail(2);
    await attempts.letPass(2 * FORGIVEN_EVERY_S + 1);
    await repository.clearForgiven('self', FORGIVEN_EVERY_S);
    const left = await db.dataSource.query<unknown[]>(
      'SELECT caller FROM verification_locks WHERE user_id = $1',
      [attempts.user],
    );
    expect(left).toEqual([{ caller: 'self' }]);
  });

  it('forgets strangers when they are too many, those who failed least first, and nobody who is enrolled', async () => {
    const repository = new VerificationLockRepository(db.database);
    await db.dataSource.query('DELETE FROM verification_locks');
    const [enrolled, stranger] = [attempts.user, `${attempts.user} stranger`];
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [{ encoding: [1, 2] }], 'test/v1', 5);
    await attempts.fail(4);
    attempts.user = stranger;
    await attempts.fail(5);
    for (let count = 0; count < 5; count += 1) {
      attempts.user = `${stranger} ${count}`;
      await attempts.fail(2);
    }
    expect(await repository.clearStrangers(2)).toBe(4);
    const left = await db.dataSource.query<{ user_id: string }[]>('SELECT user_id FROM verification_locks');
    const remaining = left.map((row) => row.user_id).sort();
    expect(remaining).toEqual([enrolled, stranger, `${stranger} 4`].sort());
  });
});
