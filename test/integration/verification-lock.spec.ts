import { VerificationLockRepository } from '../../src/faces/verification-lock/verification-lock.repository.js';
import {
  VerificationLockService,
  type Verdict,
} from '../../src/faces/verification-lock/verification-lock.service.js';
import type { AuthenticatedUser } from '../../src/auth/authenticated-user.js';
import { AppConfig } from '../../src/config/app-config.js';
import { loadEnv } from '../../src/config/load-env.js';
import type { Requester } from '../../src/faces/verification-lock/requester.js';
import {
  CALLER_CLASSES,
  type CallerClass,
  FORGIVEN_EVERY_S,
} from '../../src/faces/verification-lock/verification-lock.policy.js';
import { AppError } from '../../src/common/app-error.js';
import { Database } from '../../src/database/database.js';
import { FaceEncodingsRepository } from '../../src/faces/enrolment/face-encodings.repository.js';
import { describeOnBothDatabases } from '../support/database/both-databases.js';
import { faceAudit } from '../support/database/face-audit.js';

const REQUESTERS: Record<CallerClass, (owner: string) => AuthenticatedUser | undefined> = {
  self: (owner) => ({ id: owner, role: 'user' }),
  operator: () => ({ id: 'kiosk', role: 'admin' }),
  user: () => ({ id: 'somebody', role: 'user' }),
  anonymous: () => undefined,
};

describeOnBothDatabases('verification lock', (db, kind) => {
  let user = '';
  let lock: VerificationLockService;
  let caller: CallerClass;
  const requester = (): Requester => ({ user: REQUESTERS[caller](user), address: '127.0.0.1' });
  const attempt = (verdict: Verdict, service = lock) =>
    service.attempt(
      requester(),
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
  const serviceOn = (database: Database) =>
    new VerificationLockService(
      new AppConfig(loadEnv({})),
      new VerificationLockRepository(database),
      faceAudit(database),
    );
  const newService = () => serviceOn(db.database);

  beforeEach(() => {
    user = `user ${Math.random()}`;
    caller = 'self';
    lock = newService();
  });

  it('locks for 30 s after five failures in a row, not after four', async () => {
    await fail(4);
    expect(await lockedFor()).toBe(0);
    await fail(1);
    const seconds = await lockedFor();
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  it('does not run the verification while it is locked', async () => {
    await fail(5);
    let ran = false;
    const locked = lock.attempt(
      requester(),
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
      expect(seconds).toBeGreaterThan(expected / 2);
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
        requester(),
        user,
        () => Promise.reject(new AppError('OVERLOADED')),
        () => 'matched',
      );
      await expect(broken).rejects.toMatchObject({ code: 'OVERLOADED' });
    }
    await fail(1);
    expect(await lockedFor()).toBeGreaterThan(15);
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
        requester(),
        user,
        () => new Promise((done) => setTimeout(done, 50, (ran += 1))),
        () => 'refused',
      ),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(ran).toBe(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(15);
    expect(await lockedFor()).toBeGreaterThan(15);
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

  /** As if so much time had passed since the last attempt. */
  const letPass = (seconds: number) =>
    db.dataSource.query(
      `UPDATE verification_locks SET updated_at = updated_at - make_interval(secs => $2),
         locked_until = locked_until - make_interval(secs => $2) WHERE user_id = $1`,
      [user, seconds],
    );

  it('nobody’s failures lock out a caller of another class', async () => {
    for (caller of CALLER_CLASSES) {
      await fail(5);
      expect(await lockedFor()).toBeGreaterThan(0);
      const locked = caller;
      for (caller of CALLER_CLASSES.filter((each) => each !== locked)) expect(await lockedFor()).toBe(0);
      await lock.unlock({ id: 'root', role: 'admin' }, user);
    }
  });

  it('the owner’s success forgives nobody else’s failures, and a stranger’s success none at all', async () => {
    caller = 'anonymous';
    await fail(4);
    caller = 'self';
    await attempt('matched');
    caller = 'anonymous';
    await attempt('matched');
    await fail(1);
    expect(await lockedFor()).toBeGreaterThan(15);
  });

  it.each<CallerClass>(['operator', 'user', 'anonymous'])(
    'the failures of %s never lock for good, however many',
    async (each) => {
      caller = each;
      for (let failures = 0; failures < 60; failures += 1) {
        expect(await lockedFor()).toBeLessThanOrEqual(3600);
        await wait();
        await fail(1);
      }
      expect(await lockedFor()).toBeLessThanOrEqual(3600);
    },
  );

  it('remembers and forgives failures alike whether somebody is enrolled or not', async () => {
    const repository = new VerificationLockRepository(db.database);
    const enrolled = user;
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [{ encoding: [1, 2] }], 'test/v1', 5);
    for (const [each, passed, expected] of [
      ['self', 365 * 86_400, 60],
      ['anonymous', 1_800, 60],
      ['anonymous', 7_200, 0],
      ['anonymous', 365 * 86_400, 0],
    ] as const) {
      caller = each;
      for (user of [enrolled, `${enrolled} stranger`]) {
        await fail(5);
        await letPass(passed);
        await repository.clearForgiven('self', FORGIVEN_EVERY_S);
        await repository.clearStrangers();
        await fail(1);
        expect([each, passed, Math.round((await lockedFor()) / 10) * 10]).toEqual([each, passed, expected]);
        await repository.clear(user);
      }
    }
  });

  it('keeps no count of strangers’ failures that time has forgiven', async () => {
    const repository = new VerificationLockRepository(db.database);
    for (caller of CALLER_CLASSES) await fail(2);
    await letPass(2 * FORGIVEN_EVERY_S + 1);
    await repository.clearForgiven('self', FORGIVEN_EVERY_S);
    const left = await db.dataSource.query<unknown[]>(
      'SELECT caller FROM verification_locks WHERE user_id = $1',
      [user],
    );
    expect(left).toEqual([{ caller: 'self' }]);
  });

  describe('searches', () => {
    const search = (verdict: Verdict, by: Requester) =>
      lock.attemptSearch(
        by,
        () => Promise.resolve(verdict),
        (outcome) => outcome,
      );
    const isLimited = async (by: Requester) => {
      try {
        await search('undecided', by);
        return false;
      } catch (error) {
        if (error instanceof AppError && error.code === 'RATE_LIMITED') return true;
        throw error;
      }
    };
    const from = (address: string, id?: string, role: 'user' | 'admin' = 'user'): Requester => ({
      user: id === undefined ? undefined : { id, role },
      address,
    });

    it('that recognise nobody are limited for each caller by itself', async () => {
      const [here, there] = [from(`${user} here`), from(`${user} there`)];
      for (let failures = 0; failures < 60; failures += 1) await search('refused', here);
      expect(await isLimited(here)).toBe(true);
      expect(await isLimited(there)).toBe(false);
      expect(await isLimited(from(here.address, user))).toBe(false);
    });

    it('that recognise somebody, or decide nothing, do not count', async () => {
      const here = from(`${user} here`, user);
      for (let count = 0; count < 70; count += 1) await search(count % 2 ? 'matched' : 'undecided', here);
      for (let failures = 0; failures < 59; failures += 1) await search('refused', here);
      expect(await isLimited(here)).toBe(false);
    });

    it('of operators’ devices may fail as often as people pass', async () => {
      const kiosk = from(user, `${user} kiosk`, 'admin');
      for (let failures = 0; failures < 70; failures += 1) await search('refused', kiosk);
      expect(await isLimited(kiosk)).toBe(false);
    });

    it('leave neither an address nor an id in the database', async () => {
      await search('refused', from(`${user} here`, `${user} id`));
      const rows = await db.dataSource.query<{ caller: string }[]>('SELECT caller FROM search_locks');
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter((row) => !/^[\w-]{43}$/.test(row.caller))).toEqual([]);
    });
  });

  it('forgets strangers when they are too many, those who failed least first, and nobody who is enrolled', async () => {
    const repository = new VerificationLockRepository(db.database);
    await db.dataSource.query('DELETE FROM verification_locks');
    const [enrolled, stranger] = [user, `${user} stranger`];
    await new FaceEncodingsRepository(db.database).enroll(enrolled, [{ encoding: [1, 2] }], 'test/v1', 5);
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
      const outcome = serviceOn(new Database(db.dataSource)).attempt(
        requester(),
        user,
        async () => {
          await db.dataSource.query('ALTER TABLE verification_locks RENAME TO away');
          return 'matched';
        },
        () => 'matched',
      );
      expect(await outcome).toBe('matched');
      await db.dataSource.query('ALTER TABLE away RENAME TO verification_locks');
      expect(await lockedFor()).toBeGreaterThan(15);
    });
  }
});
