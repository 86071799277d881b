import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaceEncodingsRepository } from '../../../../src/faces/enrolment/face-encodings.repository.js';
import { enrolledUsers } from '../../../support/database/enrolled-users.js';
import {
  BOTH_DATABASES,
  newPlace,
  someEncoding,
  TestDatabase,
} from '../../../support/database/test-database.js';
import { withHeldTimeouts } from '../../../support/held-timeouts.js';

const MODEL = 'test/model';

describe.each(BOTH_DATABASES)('enrolment on $name', ({ name, kind, skip }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: enrolment on ${name}: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let database: TestDatabase;
  let repository: FaceEncodingsRepository;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const place = await newPlace(kind);
    remove = place.remove;
    // Without limits on the time of a statement: here they count, not how long they take.
    database = await TestDatabase.open(place.place, { pace: 'maintenance' });
    repository = database.repository;
  });

  afterAll(async () => {
    await database.close();
    await remove();
  });

  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE face_encodings');
  });

  const enrol = (userId: string, seed: number, model = MODEL, max = 5) =>
    repository.enroll(userId, [{ encoding: someEncoding(seed) }], model, max);

  /** What the ledger and the list say must be what a full count says. */
  const expectCountsToBeRight = async (): Promise<void> => {
    const [counted] = await database.dataSource.query<{ users: string; encodings: string }[]>(
      `SELECT count(DISTINCT user_id) AS users, count(*) AS encodings FROM face_encodings`,
    );
    const [listed] = await database.dataSource.query<{ users: string; encodings: string }[]>(
      `SELECT count(*) AS users, coalesce(sum(encodings), 0) AS encodings FROM enrolled_users`,
    );
    expect(listed).toEqual(counted);
    expect(await repository.countUsers()).toBe(Number(counted?.users));
  };

  it('leaves exactly the newest five of twenty parallel ones', async () => {
    const answers = await withHeldTimeouts(() =>
      Promise.all(Array.from({ length: 20 }, (_, seed) => enrol('u', seed))),
    );
    const stored = await repository.findByUser('u', [MODEL]);
    const rows = await database.dataSource.query<{ newest: number; count: number }[]>(
      `SELECT last_value::int AS newest, (SELECT count(*)::int FROM face_encodings) AS count FROM face_encodings_id_seq`,
    );
    expect(rows[0]?.count).toBe(5);
    const newest = rows[0]?.newest ?? 0;
    expect(stored.map(({ id }) => id)).toEqual([4, 3, 2, 1, 0].map((age) => newest - age));
    expect(answers.map(({ faceCount }) => faceCount).sort()).toEqual([
      1,
      2,
      3,
      4,
      ...Array<number>(16).fill(5),
    ]);
    await expectCountsToBeRight();
  });

  it('keeps the newest of a single one, and follows a lower limit', async () => {
    for (const seed of [1, 2, 3]) await enrol('u', seed);
    expect(await enrol('u', 4, MODEL, 2)).toEqual({ faceCount: 2 });
    const stored = await repository.findByUser('u', [MODEL]);
    expect(stored.map(({ encoding }) => Float32Array.from(encoding))).toEqual([
      someEncoding(3),
      someEncoding(4),
    ]);
  });

  it('evicts by age first, then by number', async () => {
    for (const seed of [1, 2, 3]) await enrol('u', seed);
    await database.dataSource.query(
      `UPDATE face_encodings SET created_at = created_at - interval '1 day' WHERE id = (SELECT max(id) FROM face_encodings)`,
    );
    await enrol('u', 4, MODEL, 3);
    const stored = await repository.findByUser('u', [MODEL]);
    expect(stored.map(({ encoding }) => Float32Array.from(encoding))).toEqual(
      [1, 2, 4].map((seed) => someEncoding(seed)),
    );
  });

  /** As if the database's clock, or its time zone, had gone back since what is stored was stored. */
  const turnClockBack = (by: string) =>
    database.dataSource.query('UPDATE face_encodings SET created_at = created_at + $1::interval', [by]);
  const storedSeeds = async (seeds: number[]) => {
    const stored = await repository.findByUser('u', [MODEL]);
    const texts = new Set(stored.map(({ encoding }) => Float32Array.from(encoding).join()));
    return seeds.filter((seed) => texts.has(someEncoding(seed).join()));
  };

  it.each(['8 hours', '1 millisecond', '970 years'])(
    'keeps every new encoding although the clock went back by %s',
    async (by) => {
      const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
      for (const seed of seeds.slice(0, 5)) await enrol('u', seed);
      await turnClockBack(by);
      for (const [index, seed] of seeds.slice(5).entries()) {
        expect(await enrol('u', seed)).toEqual({ faceCount: 5 });
        expect(await storedSeeds(seeds)).toEqual(seeds.slice(index + 1, index + 6));
      }
    },
  );

  it('keeps every new encoding although the clock goes back before each', async () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    for (const seed of seeds) {
      await enrol('u', seed, MODEL, 3);
      await turnClockBack('1 hour');
    }
    expect(await storedSeeds(seeds)).toEqual([6, 7, 8]);
  });

  it('takes an imported date of the future for now', async () => {
    await repository.adopt(
      'u',
      [{ encoding: [...someEncoding(1)], model: MODEL, createdAt: '2999-01-01T00:00:00' }],
      5,
    );
    for (const seed of [2, 3]) await enrol('u', seed, MODEL, 2);
    expect(await storedSeeds([1, 2, 3])).toEqual([2, 3]);
  });

  it('makes room for the new one even where only one is kept', async () => {
    await enrol('u', 1, MODEL, 1);
    await turnClockBack('1 day');
    await enrol('u', 2, MODEL, 1);
    expect(await storedSeeds([1, 2])).toEqual([2]);
  });

  it('stores nothing when the choice throws, and replaces all when it is told to', async () => {
    for (const seed of [1, 2]) await enrol('u', seed);
    const refuse = { choose: () => Promise.reject(new RangeError('not this one')) };
    await expect(repository.enroll('u', [{ encoding: someEncoding(3) }], MODEL, 5, refuse)).rejects.toThrow(
      'not this one',
    );
    expect(await storedSeeds([1, 2, 3])).toEqual([1, 2]);
    const { faceCount } = await repository.enroll('u', [{ encoding: someEncoding(4) }], MODEL, 5, {
      replace: true,
    });
    expect(faceCount).toBe(1);
    expect(await storedSeeds([1, 2, 4])).toEqual([4]);
    await expectCountsToBeRight();
  });

  it('gives every 32-bit float back unchanged', async () => {
    const bits = Uint32Array.from({ length: 512 }, (_, index) => Math.imul(index + 1, 2_654_435_761) >>> 0);
    const floats = new Float32Array(bits.buffer).filter((value) => Number.isFinite(value) && value !== 0);
    expect(floats.length).toBeGreaterThan(450);
    await repository.enroll('u', [{ encoding: floats }], MODEL, 5);
    const [stored] = await repository.findByUser('u', [MODEL]);
    expect(Float32Array.from(stored?.encoding ?? [])).toEqual(floats);
  });

  it('finds only the encodings of the models asked for, oldest first', async () => {
    await enrol('u', 1, 'old');
    await enrol('u', 2, MODEL);
    await enrol('u', 3, 'other');
    await enrol('somebody else', 4, MODEL);
    const models = (await repository.findByUser('u', ['old', MODEL])).map(({ model }) => model);
    expect(models).toEqual(['old', MODEL]);
    expect(await repository.findByUser('u', [])).toEqual([]);
  });

  it('stores nothing when the transaction fails', async () => {
    await expect(enrol('x'.repeat(256), 1)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      cause: { driverError: { code: '22001' } },
    });
    await expect(repository.enroll('u', [{ encoding: [0.1, Number.NaN] }], MODEL, 5)).rejects.toThrow(
      RangeError,
    );
    await expectCountsToBeRight();
    expect(await repository.countUsers()).toBe(0);
  });

  it('takes user ids as they are', async () => {
    const ids = [`o'brien`, 'a"b', '%_\\', 'é😀', ' ', '{a,b}', 'NULL', '1; DROP TABLE face_encodings'];
    for (const id of ids) await enrol(id, 1);
    expect(new Set(await enrolledUsers(repository))).toEqual(new Set(ids));
    for (const id of ids) expect(await repository.deleteByUser(id)).toBe(1);
    expect(await enrolledUsers(repository)).toEqual([]);
  });

  it('deletes all of one user and says how many', async () => {
    for (const seed of [1, 2, 3]) await enrol('u', seed);
    await enrol('v', 4, 'old');
    expect(await repository.deleteByUser('u')).toBe(3);
    expect(await repository.deleteByUser('u')).toBe(0);
    expect(await enrolledUsers(repository)).toEqual(['v']);
    await expectCountsToBeRight();
  });

  it('counts users and encodings by model', async () => {
    await enrol('old only', 1, 'old');
    await enrol('both', 2, 'old');
    await enrol('both', 3, MODEL);
    await enrol('both', 4, MODEL);
    await enrol('new only', 5, MODEL);
    expect(await repository.countUsers()).toBe(3);
    expect(await repository.countUsersNeedingNewPhoto([MODEL])).toBe(1);
    expect(await repository.countUsersNeedingNewPhoto([MODEL, 'old'])).toBe(0);
    expect(await database.size(MODEL)).toEqual({ users: 2, encodings: 3 });
    expect(await database.size(MODEL, 'old')).toEqual({ users: 3, encodings: 5 });
  });

  it('counts right whoever writes, and however', async () => {
    await database.dataSource.query(
      `INSERT INTO face_encodings (user_id, encoding, model)
       SELECT 'u' || i % 40, '[1]', CASE WHEN i % 3 = 0 THEN 'old' ELSE 'new' END FROM generate_series(1, 100) AS i`,
    );
    await expectCountsToBeRight();
    await database.dataSource.query(`UPDATE face_encodings SET model = 'new' WHERE user_id < 'u2'`);
    await database.dataSource.query(`UPDATE face_encodings SET user_id = 'moved' WHERE user_id > 'u3'`);
    await database.dataSource.query(`DELETE FROM face_encodings WHERE id % 7 = 0`);
    await expectCountsToBeRight();
    for (const model of ['old', 'new']) {
      const [counted] = await database.dataSource.query<{ users: number; encodings: number }[]>(
        `SELECT count(DISTINCT user_id)::int AS users, count(*)::int AS encodings FROM face_encodings WHERE model = $1`,
        [model],
      );
      expect(await database.size(model)).toEqual(counted);
    }
  });

  it('counts right after many parallel enrolments and deletions', async () => {
    const users = Array.from({ length: 12 }, (_, index) => `u${index}`);
    await withHeldTimeouts(() =>
      Promise.all<unknown>(
        users.flatMap((userId, index) => [
          ...[1, 2, 3].map((seed) => enrol(userId, seed, seed === 3 ? 'old' : MODEL, 2)),
          ...(index % 3 === 0 ? [repository.deleteByUser(userId)] : []),
        ]),
      ),
    );
    await database.dataSource.query('SELECT fold_gallery_counts()');
    await expectCountsToBeRight();
    const [ledger] = await database.dataSource.query<{ entries: number }[]>(
      `SELECT count(*)::int AS entries FROM gallery_counts`,
    );
    // One per set of models and one per model: the ledger was folded without losing anything.
    expect(ledger?.entries).toBeLessThanOrEqual(3 + 2);
  });

  it('lists page by page, each user once', async () => {
    const users = Array.from({ length: 25 }, (_, index) => `user-${String(index).padStart(2, '0')}`);
    for (const user of users) await enrol(user, 1);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const page = await repository.listUsers({ limit: 10, cursor });
      seen.push(...page.userIds);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(users);
    expect(await repository.listUsers({ limit: 25 })).toEqual({ userIds: users, nextCursor: null });
  });
});
