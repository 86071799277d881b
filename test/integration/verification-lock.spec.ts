import { VerificationLockRepository } from '../../src/faces/verification-lock/verification-lock.repository.js';
import {
  VerificationLockService,
  type Verdict,
} from '../../src/faces/verification-lock/verification-lock.service.js';
import { AppError } from '../../src/common/app-error.js';
import { Database } from '../../src/database/database.js';
import { FaceEncodingsRepository } from '../../src/faces/enrolment/face-encodings.repository.js';
import { describeOnBothDatabases } from '../support/both-databases.js';
import { faceAudit } from '../support/face-audit.js';

describeOnBothDatabases('verification lock', (db, kind) => {
  let user = '';
  let lock: VerificationLockService;
  const attempt = (verdict: Verdict, service = lock) =>
    service.attempt(
      user,
      () => Promise.resolve(verdict),
      (outcome) => outcome,
    );
  const fail = async (times: number) => {
    for (let i = 0; i < times; i += 1) await attempt('refused');
  };
  /** Seconds of Retry-After when the next attempt is refused, 0 when it is let through (and taken back). */
  const lockedFor = async (): Promise<number> => {
    try {
      await attempt('undecided');
      return 0;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'VERIFICATION_LOCKED') throw error;
      return error.retryAfterS ?? NaN;
    }
  };
  const wait = () =>
    db.dataSource.query('UPDATE verification_locks SET locked_until = now() WHERE user_id = $1', [user]);
  const newService = () =>
    new VerificationLockService(new VerificationLockRepository(db.database), faceAudit(db.database));

  beforeEach(() => {
    user = `user ${Math.random()}`;
    lock = newService();
  });

  it('locks for 30 s after five failures in a row, not after four', async () => {
    await fail(4);
    expect(await lockedFor()).toBe(0);
    await fail(1);
    const seconds = await lockedFor();
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it('does not run the verification while it is locked', async () => {
    await fail(5);
    let ran = false;
    const locked = lock.attempt(
      user,
      () => Promise.resolve((ran = true)),
      () => 'matched',
    );
    await expect(locked).rejects.toMatchObject({ code: 'VERIFICATION_LOCKED', status: 429 });
    expect(ran).toBe(false);
  });

  it('doubles with each further failure', async () => {
    await fail(4);
    for (const expected of [30, 60, 120, 240]) {
      await fail(1);
      const seconds = await lockedFor();
      expect(seconds).toBeGreaterThan(expected - 5);
      expect(seconds).toBeLessThanOrEqual(expected);
      await wait();
    }
  });

  it('locks for good after fifty, until somebody opens it', async () => {
    await fail(5);
    for (let failures = 5; failures < 50; failures += 1) {
      expect(await lockedFor()).toBeLessThanOrEqual(3600);
      await wait();
      await fail(1);
    }
    await wait();
    expect(await lockedFor()).toBe(86_400);
    await lock.unlock({ id: 'root', role: 'admin' }, user);
    expect(await lockedFor()).toBe(0);
    await fail(4);
    expect(await lockedFor()).toBe(0);
  });

  it('after a lock has ended, an attempt that decides nothing brings none', async () => {
    await fail(5);
    await wait();
    await attempt('undecided');
    expect(await lockedFor()).toBe(0);
    await attempt('matched');
    await fail(4);
    expect(await lockedFor()).toBe(0);
  });

  it('a success forgets the failures before it', async () => {
    await fail(4);
    await attempt('matched');
    await fail(4);
    expect(await lockedFor()).toBe(0);
  });

  it('a photo that decides nothing, or an error, counts as nothing', async () => {
    await fail(4);
    for (let i = 0; i < 10; i += 1) {
      await attempt('undecided');
      const broken = lock.attempt(
        user,
        () => Promise.reject(new AppError('OVERLOADED')),
        () => 'matched',
      );
      await expect(broken).rejects.toMatchObject({ code: 'OVERLOADED' });
    }
    await fail(1);
    expect(await lockedFor()).toBeGreaterThan(25);
  });

  it('survives a restart and holds for every replica', async () => {
    await fail(5);
    await expect(attempt('matched', newService())).rejects.toMatchObject({ code: 'VERIFICATION_LOCKED' });
  });

  it('twenty parallel attempts at two replicas: five run', async () => {
    const replicas = [lock, newService()];
    let ran = 0;
    const tries = Array.from({ length: 20 }, async (_, i) =>
      replicas[i % 2]?.attempt(
        user,
        () => new Promise((done) => setTimeout(done, 50, (ran += 1))),
        () => 'refused',
      ),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(ran).toBe(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(15);
    expect(await lockedFor()).toBeGreaterThan(25);
  });

  it('the fifth of five parallel attempts may still be the right person', async () => {
    await fail(4);
    await attempt('matched');
    expect(await lockedFor()).toBe(0);
  });

  it('the lock of one user is nobody else’s', async () => {
    await fail(5);
    user = `${user} somebody else`;
    expect(await lockedFor()).toBe(0);
  });

  it('remembers failures alike whether somebody is enrolled or not, however long ago they were', async () => {
    const enrolled = user;
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [1, 2], 'test/v1', 5);
    const locks: number[] = [];
    for (user of [enrolled, `${enrolled} stranger`]) {
      await fail(5);
      await db.dataSource.query(
        `UPDATE verification_locks SET updated_at = now() - interval '1 year', locked_until = now() - interval '1 year'
         WHERE user_id = $1`,
        [user],
      );
      await new VerificationLockRepository(db.database).clearStrangers();
      await fail(1);
      locks.push(Math.round((await lockedFor()) / 10) * 10);
    }
    expect(locks).toEqual([60, 60]);
  });

  it('forgets strangers when they are too many, those who failed least first, and nobody who is enrolled', async () => {
    const repository = new VerificationLockRepository(db.database);
    await db.dataSource.query('DELETE FROM verification_locks');
    const [enrolled, stranger] = [user, `${user} stranger`];
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [1, 2], 'test/v1', 5);
    await fail(4);
    user = stranger;
    await fail(5);
    for (let count = 0; count < 5; count += 1) {
      user = `${stranger} ${count}`;
      await fail(2);
    }
    expect(await repository.clearStrangers(2)).toBe(4);
    const left = await db.dataSource.query<{ user_id: string }[]>('SELECT user_id FROM verification_locks');
    const remaining = left.map((row) => row.user_id).sort();
    expect(remaining).toEqual([enrolled, stranger, `${stranger} 4`].sort());
  });

  if (kind === 'postgresql') {
    it('an answer is not withheld because its success cannot be noted', async () => {
      await fail(4);
      const locks = new VerificationLockRepository(new Database(db.dataSource));
      const outcome = new VerificationLockService(locks, faceAudit(db.database)).attempt(
        user,
        async () => {
          await db.dataSource.query('ALTER TABLE verification_locks RENAME TO away');
          return 'matched';
        },
        () => 'matched',
      );
      expect(await outcome).toBe('matched');
      await db.dataSource.query('ALTER TABLE away RENAME TO verification_locks');
      expect(await lockedFor()).toBeGreaterThan(25);
    });
  }
});
