import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../src/common/app-error.js';
import { Database } from '../../../../src/database/database.js';
import { describeOnBothDatabases } from '../../../support/database/both-databases.js';
import { LockAttempts, lockService } from '../../../support/database/lock-attempts.js';
import { withHeldTimeouts } from '../../../support/held-timeouts.js';

describeOnBothDatabases('verification lock', (db, kind) => {
  let attempts: LockAttempts;

  beforeEach(() => {
    attempts = new LockAttempts(db);
  });

  it('locks for 30 s after five failures in a row, not after four', async () => {
    await attempts.fail(4);
    expect(await attempts.lockedFor()).toBe(0);
    await attempts.fail(1);
    const seconds = await attempts.lockedFor();
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it('does not run the verification while it is locked', async () => {
    await attempts.fail(5);
    let ran = false;
    const locked = attempts.lock.attempt(
      attempts.requester,
      attempts.user,
      () => Promise.resolve((ran = true)),
      () => 'matched',
    );
    await expect(locked).rejects.toMatchObject({ code: 'VERIFICATION_LOCKED', status: 429 });
    expect(ran).toBe(false);
  });

  it('doubles with each further failure', async () => {
    await attempts.fail(4);
    for (const expected of [30, 60, 120, 240]) {
      await attempts.fail(1);
      const seconds = await attempts.lockedFor();
      expect(seconds).toBeGreaterThan(expected / 2);
      expect(seconds).toBeLessThanOrEqual(expected);
      await attempts.wait();
    }
  });

  it('locks for good after fifty, until somebody opens it', async () => {
    await attempts.fail(5);
    for (let failures = 5; failures < 50; failures += 1) {
      expect(await attempts.lockedFor()).toBeLessThanOrEqual(3600);
      await attempts.wait();
      await attempts.fail(1);
    }
    await attempts.wait();
    expect(await attempts.lockedFor()).toBe(86_400);
    await attempts.lock.unlock({ id: 'root', role: 'admin' }, attempts.user);
    expect(await attempts.lockedFor()).toBe(0);
    await attempts.fail(4);
    expect(await attempts.lockedFor()).toBe(0);
  });

  it('after a lock has ended, an attempt that decides nothing brings none', async () => {
    await attempts.fail(5);
    await attempts.wait();
    await attempts.make('undecided');
    expect(await attempts.lockedFor()).toBe(0);
    await attempts.make('matched');
    await attempts.fail(4);
    expect(await attempts.lockedFor()).toBe(0);
  });

  it('a success forgets the failures before it', async () => {
    await attempts.fail(4);
    await attempts.make('matched');
    await attempts.fail(4);
    expect(await attempts.lockedFor()).toBe(0);
  });

  it('a photo that decides nothing, or an error, counts as nothing', async () => {
    await attempts.fail(4);
    for (let i = 0; i < 10; i += 1) {
      await attempts.make('undecided');
      const broken = attempts.lock.attempt(
        attempts.requester,
        attempts.user,
        () => Promise.reject(new AppError('OVERLOADED')),
        () => 'matched',
      );
      await expect(broken).rejects.toMatchObject({ code: 'OVERLOADED' });
    }
    await attempts.fail(1);
    expect(await attempts.lockedFor()).toBeGreaterThan(15);
  });

  it('survives a restart and holds for every replica', async () => {
    await attempts.fail(5);
    await expect(attempts.make('matched', lockService(db.database))).rejects.toMatchObject({
      code: 'VERIFICATION_LOCKED',
    });
  });

  it('twenty parallel attempts at two replicas: five run', async () => {
    const replicas = [attempts.lock, lockService(db.database)];
    let ran = 0;
    const tryOnce = async (_: unknown, i: number) =>
      replicas[i % 2]?.attempt(
        attempts.requester,
        attempts.user,
        () => sleep(50, (ran += 1)),
        () => 'refused',
      );
    const outcomes = await withHeldTimeouts(() => Promise.allSettled(Array.from({ length: 20 }, tryOnce)));
    expect(ran).toBe(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(15);
    expect(await attempts.lockedFor()).toBeGreaterThan(15);
  });

  it('the fifth of five parallel attempts may still be the right person', async () => {
    await attempts.fail(4);
    await attempts.make('matched');
    expect(await attempts.lockedFor()).toBe(0);
  });

  it('the lock of one user is nobody else’s', async () => {
    await attempts.fail(5);
    attempts.user = `${attempts.user} somebody else`;
    expect(await attempts.lockedFor()).toBe(0);
  });

  if (kind === 'postgresql') {
    it('an answer is not withheld because its success cannot be noted', async () => {
      await attempts.fail(4);
      const outcome = lockService(new Database(db.dataSource)).attempt(
        attempts.requester,
        attempts.user,
        async () => {
          await db.dataSource.query('ALTER TABLE verification_locks RENAME TO away');
          return 'matched';
        },
        () => 'matched',
      );
      expect(await outcome).toBe('matched');
      await db.dataSource.query('ALTER TABLE away RENAME TO verification_locks');
      expect(await attempts.lockedFor()).toBeGreaterThan(15);
    });
  }
});
