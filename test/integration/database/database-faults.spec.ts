import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turnOfTheLoop, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../../src/common/app-error.js';
import { DATABASE_DEADLINE_MS } from '../../../src/database/database.js';
import { enrolledUsers } from '../../support/database/enrolled-users.js';
import { eventually } from '../../support/eventually.js';
import { isRoot } from '../../support/servers/postgres-binaries.js';
import { PrivatePostgres, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { someEncoding, TestDatabase } from '../../support/database/test-database.js';
import { withHeldTimeouts } from '../../support/held-timeouts.js';

const MODEL = 'test';

interface Outcome {
  userId: string;
  /** `stored`, the code of the error, or what else went wrong. */
  result: string;
}

const reason = whyNoPostgres();
if (reason !== null) console.warn(`SKIPPED: faults of PostgreSQL: ${reason}`);

/**
 * What hangs hangs until the fault is over, and here that is never before the answer. How long an answer takes, 5 s at most, is
 * measured by `npm run test:faults`.
 */
(reason === null ? describe : describe.skip)('when PostgreSQL', () => {
  let postgres: PrivatePostgres;
  let database: TestDatabase;
  let nextUser = 0;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ settings: { max_connections: '30' } });
    database = await TestDatabase.open(postgres.url);
  });

  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE face_encodings');
  });

  it('is slow for those who wait for a connection, the others are not refused for that', async () => {
    const narrow = await TestDatabase.open(postgres.url, { poolMax: 1 });
    const ask = (seconds: number) =>
      narrow.database
        .read((manager) => manager.query('SELECT pg_sleep($1)', [seconds]))
        .then(
          () => 'answered',
          (error: unknown) => (error instanceof AppError ? error.code : String(error)),
        );
    expect(await ask(0)).toBe('answered');
    await withHeldTimeouts(async (pass) => {
      const [first, second] = [ask(1), ask(0)];
      // Longer than anybody waits for a connection, not as long as for an answer.
      await turnOfTheLoop();
      pass(3_100);
      expect(await second).toBe('DB_UNAVAILABLE');
      expect(await first).toBe('answered');
      expect(await Promise.all([ask(0), ask(0)])).toEqual(['answered', 'answered']);
    });
    await narrow.close();
  });

  it('has answered while this process was busy, its answer counts', async () => {
    const asked = database.database.read((manager) => manager.query<[{ one: number }]>('SELECT 1 AS one'));
    await sleep(0);
    const until = performance.now() + DATABASE_DEADLINE_MS + 500;
    while (performance.now() < until);
    expect(await asked).toEqual([{ one: 1 }]);
  });

  const enrol = async (on = database): Promise<Outcome> => {
    const userId = `user-${nextUser++}`;
    const result = await on.repository.enroll(userId, [{ encoding: someEncoding(nextUser) }], MODEL, 5).then(
      ({ faceCount }) => (faceCount === 1 ? 'stored' : `face count ${faceCount}`),
      (error: unknown) =>
        error instanceof AppError && error.retryAfterS !== undefined ? error.code : String(error),
    );
    return { userId, result };
  };

  /** Eight callers that enrol one after the other while `fault` happens, and until they are served again. */
  const underLoad = async (fault: () => Promise<void>): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    let stopped = false;
    const callers = Array.from({ length: 8 }, async () => {
      while (!stopped) {
        outcomes.push(await enrol());
        // A refusal takes no time at all; without a pause nobody else would get any.
        await sleep(2);
      }
    });
    await sleep(300);
    await fault();
    await eventually(async () => expect((await enrol()).result).toBe('stored'));
    await sleep(300);
    stopped = true;
    await Promise.all(callers);
    return outcomes;
  };

  const expectPromisesKept = async (outcomes: Outcome[]): Promise<void> => {
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['stored', 'DB_UNAVAILABLE']));
    const enrolled = await enrolledUsers(database.repository);
    const acknowledged = outcomes.filter(({ result }) => result === 'stored').map(({ userId }) => userId);
    expect(acknowledged.filter((userId) => !enrolled.includes(userId))).toEqual([]);
    // Nothing by halves: what is listed has its encoding, and the counts agree.
    expect((await database.size(MODEL)).encodings).toBe(enrolled.length);
    expect(await database.repository.countUsers()).toBe(enrolled.length);
  };

  it('restarts', async () => {
    await expectPromisesKept(await underLoad(() => postgres.restart()));
  });

  it('is killed and comes back', async () => {
    const outcomes = await underLoad(async () => {
      await postgres.kill();
      await sleep(1_500);
      await postgres.restart();
    });
    await expectPromisesKept(outcomes);
  });

  it('freezes and thaws', async () => {
    const outcomes = await underLoad(async () => {
      postgres.freeze();
      await sleep(8_000);
      postgres.thaw();
    });
    await expectPromisesKept(outcomes);
    expect(outcomes.filter(({ result }) => result === 'DB_UNAVAILABLE').length).toBeGreaterThan(7);
  });

  it('freezes before a connection is made, whoever got none is not told twice to wait', async () => {
    const fresh = await TestDatabase.open(postgres.url);
    const ask = () => fresh.database.read((manager) => manager.query('SELECT 1')).catch(String);
    postgres.freeze();
    const [, withoutConnection] = [ask(), ask()];
    expect(await withoutConnection).toContain('timeout');
    expect(await ask()).toContain('the database is not answering');
    postgres.thaw();
    await fresh.close();
  });

  it('freezes in the middle of a transaction, nothing of it is stored', async () => {
    const transaction = database.database.transaction(async (manager) => {
      await manager.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('half', '[1]')`);
      postgres.freeze();
      await manager.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('half', '[2]')`);
    });
    await expect(transaction).rejects.toMatchObject({ code: 'DB_UNAVAILABLE' });
    postgres.thaw();
    // The row lock of the abandoned transaction must be free again.
    await eventually(() => database.repository.enroll('half', [{ encoding: [1] }], MODEL, 5));
    expect(await database.repository.findByUser('half', [MODEL, 'face_recognition'])).toHaveLength(1);
  });

  it('is kept waiting by somebody who holds a lock', async () => {
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE face_encodings IN ACCESS EXCLUSIVE MODE');
    // The server's own limit ends it, and its answer says that it is there.
    await withHeldTimeouts(async () => {
      const outcome = await enrol();
      await holder.rollbackTransaction();
      await holder.release();
      expect(outcome.result).toBe('DB_UNAVAILABLE');
      expect((await enrol()).result).toBe('stored');
    });
  });

  it('has no connection left in the pool', async () => {
    const runners = Array.from({ length: 10 }, () => database.dataSource.createQueryRunner());
    await Promise.all(runners.map((runner) => runner.connect()));
    const outcomes = await withHeldTimeouts(async (pass) => {
      const waiting = Array.from({ length: 5 }, () => enrol());
      await turnOfTheLoop();
      pass(3_100);
      return Promise.all(waiting);
    });
    await Promise.all(runners.map((runner) => runner.release()));
    expect(outcomes.map(({ result }) => result)).toEqual(Array<string>(5).fill('DB_UNAVAILABLE'));
    expect((await enrol()).result).toBe('stored');
    expect(await database.repository.countUsers()).toBe(1);
  });

  it('has no connection left on the server', async () => {
    const crowd = await TestDatabase.open(postgres.url, { poolMax: 40 });
    // The pool of the other tests would give some back while this one waits.
    await postgres.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    const runners = Array.from({ length: 35 }, () => crowd.dataSource.createQueryRunner());
    const late = await withHeldTimeouts(async () => {
      const connected = await Promise.allSettled(runners.map((runner) => runner.connect()));
      expect(connected.some(({ status }) => status === 'rejected')).toBe(true);
      return TestDatabase.open(postgres.url).catch((error: unknown) => String(error));
    });
    expect(late).toMatch(/Database connection failed: .*too many clients/);
    const outcome = await enrol(crowd);
    expect(outcome).toMatchObject({ result: 'DB_UNAVAILABLE' });
    await Promise.all(runners.map((runner) => runner.release()));
    expect((await enrol(crowd)).result).toBe('stored');
    await crowd.close();
  });

  it('only reads', async () => {
    await postgres.run('ALTER DATABASE postgres SET default_transaction_read_only = on');
    const replica = await TestDatabase.open(postgres.url);
    expect((await enrol(replica)).result).toBe('DB_UNAVAILABLE');
    expect(await replica.repository.countUsers()).toBe(0);
    await replica.close();
    const runner = database.dataSource.createQueryRunner();
    await runner.query('SET default_transaction_read_only = off');
    await runner.query('ALTER DATABASE postgres RESET default_transaction_read_only');
    await runner.release();
  });

  it('has a full disk', async () => {
    const disk = join(postgres.folder, 'small-disk');
    const mounted = mountSmallDisk(disk, join(postgres.folder, 'data'));
    if (mounted !== null) return console.warn(`SKIPPED: a full disk: ${mounted}`);
    try {
      await postgres.run(`CREATE TABLESPACE small LOCATION '${disk}'`);
      await postgres.run(`CREATE DATABASE full_disk TABLESPACE small`);
      const full = await TestDatabase.open(postgres.urlOf('full_disk'));
      const before = await enrol(full);
      const ballast = join(disk, 'ballast');
      fillUp(ballast);
      // The last pages still have room for a few.
      let outcome = await enrol(full);
      const stored = [before];
      while (outcome.result === 'stored' && stored.length < 1_000) {
        stored.push(outcome);
        outcome = await enrol(full);
      }
      expect(outcome.result).toBe('DB_UNAVAILABLE');
      expect(await full.repository.countUsers()).toBe(stored.length);
      rmSync(ballast);
      expect((await enrol(full)).result).toBe('stored');
      expect((await full.size(MODEL)).encodings).toBe(stored.length + 1);
      await full.close();
    } finally {
      await postgres.run('DROP DATABASE IF EXISTS full_disk WITH (FORCE)');
      await postgres.run('DROP TABLESPACE IF EXISTS small');
      execFileSync('umount', [disk]);
    }
  });
});

/** @returns null, or why a small file system cannot be had */
function mountSmallDisk(folder: string, like: string): string | null {
  if (!isRoot()) return 'only root may mount a small file system';
  mkdirSync(folder);
  const { uid, gid } = statSync(like);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=24m,uid=${uid},gid=${gid},mode=700`, 'tmpfs', folder], {
      stdio: 'pipe',
    });
    return null;
  } catch (error) {
    return `mount failed: ${String(error)}`;
  }
}

function fillUp(file: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: 'a' });
    } catch {
      // Full for pieces of this size.
    }
  }
}
