import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { direction } from '../../../../src/faces/decision/template.js';
import { searchAll, searchAllByHalves } from '../../../../src/faces/gallery/exact-search.js';
import { openGallery } from '../../../../src/faces/gallery/open-gallery.js';
import { PgvectorGallery } from '../../../../src/faces/gallery/pgvector-gallery.js';
import { GalleryBackend, TEST_MODEL } from '../../../support/database/gallery-backends.js';
import { PrivatePostgres, whyNoPgvector } from '../../../support/servers/private-postgres.js';
import { syntheticEncodings } from '../../../support/people/synthetic-people.js';

const { vector, near, encodingsOf } = syntheticEncodings(5, TEST_MODEL.dimension);
const USERS = 2_000;
const skip = whyNoPgvector();
if (skip !== null) console.warn(`SKIPPED: the index of the gallery: ${skip}`);

(skip === null ? describe : describe.skip)('a gallery that has outgrown exact searches', () => {
  let postgres: PrivatePostgres;
  let backend: GalleryBackend;
  let gallery: PgvectorGallery;
  const centres = new Map(Array.from({ length: USERS }, (_, index) => [`user-${index}`, vector()]));

  const open = (formerIndexStaysMs?: number) =>
    new PgvectorGallery(backend.dataSource, backend.database, TEST_MODEL, 100, formerIndexStaysMs);
  const indexes = async () =>
    backend.dataSource.query<{ name: string; valid: boolean }[]>(
      `SELECT c.relname AS name, i.indisvalid AS valid FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
       WHERE i.indrelid IN ('face_vectors'::regclass, to_regclass('face_half_vectors')) AND NOT i.indisprimary`,
    );
  const uses = async (name: string, table: string, type: string) => {
    const plan = await backend.dataSource.query<Record<string, string>[]>(
      `EXPLAIN SELECT user_id FROM ${table} WHERE model = '${TEST_MODEL.version}'
       ORDER BY embedding::${type}(${TEST_MODEL.dimension}) <-> '[${vector().join()}]'::vector LIMIT 5`,
    );
    expect(JSON.stringify(plan)).toContain(`Index Scan using ${name}`);
  };
  /** Finds by the index whom the exact search finds; only a search by the index makes the setting. */
  const findsByIndex = async (searched: PgvectorGallery) => {
    for (const [userId, centre] of [...centres].slice(100, 200)) {
      const probe = direction(near(centre));
      const { found, exact, setting } = await backend.database.transaction(async (manager) => ({
        exact: await searchAll(manager, TEST_MODEL.version, probe, 3),
        found: await searched.searchWithin(manager, probe, 3),
        setting: await manager.query<{ ef: string }[]>(`SELECT current_setting('hnsw.ef_search') AS ef`),
      }));
      expect(found[0]?.userId).toBe(userId);
      expect(found).toEqual(exact);
      expect(setting).toEqual([{ ef: '60' }]);
    }
  };

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ pgvector: true, fsync: false });
    backend = await GalleryBackend.start(postgres.url);
    await (
      await openGallery(backend.dataSource, backend.database, TEST_MODEL, { memoryMaxUsers: 1 })
    ).close();
    await backend.insert(new Map([...centres].map(([userId, centre]) => [userId, encodingsOf(centre, 2)])));
    gallery = open();
  });

  afterAll(async () => {
    await gallery.close();
    await backend.stop();
    await postgres.stop();
  });

  it('is searched exactly until its index is made, by one of the replicas that want to', async () => {
    expect(gallery.indexed).toBe(false);
    const others = [open(), open()];
    await Promise.all([gallery, ...others].map((each) => each.maintain()));
    await Promise.all(others.map((each) => each.close()));
    expect(await indexes()).toEqual([
      { name: expect.stringMatching(/^face_half_vectors_hnsw_/), valid: true },
    ]);
    await gallery.maintain();
    expect(gallery.indexed).toBe(true);
  });

  it('uses the index and finds whom the exact search finds', async () => {
    await findsByIndex(gallery);
    await uses('face_half_vectors_hnsw_', 'face_half_vectors', 'halfvec');
  });

  it('is searched by a statement that a connection parses and plans once', async () => {
    const { statements, plan } = await backend.database.transaction(async (manager) => {
      for (let search = 0; search < 8; search += 1)
        await gallery.searchWithin(manager, direction(vector()), 7);
      const found = await manager.query<{ name: string; generic: number }[]>(
        `SELECT name, generic_plans::int AS generic FROM pg_prepared_statements WHERE statement LIKE '%LIMIT 7'`,
      );
      return {
        statements: found,
        plan: await manager.query<unknown[]>(
          `EXPLAIN EXECUTE ${found[0]?.name}('[${vector().join()}]', '60')`,
        ),
      };
    });
    expect(statements).toEqual([{ name: expect.stringMatching(/^twoinone_/), generic: 3 }]);
    expect(JSON.stringify(plan)).toContain('Index Scan using face_half_vectors_hnsw_');
  });

  it('finds within a transaction who was enrolled just before it, without reading the whole gallery', async () => {
    const newcomer = vector();
    await backend.insert(new Map([['newcomer', encodingsOf(newcomer, 1)]]));
    const found = await backend.database.transaction(async (manager) => {
      const [nearest] = await gallery.searchWithin(manager, direction(near(newcomer)), 6);
      const [setting] = await manager.query<{ ef: string }[]>(
        `SELECT current_setting('hnsw.ef_search') AS ef`,
      );
      return { nearest: nearest?.userId, setting: setting?.ef };
    });
    // Only a search by the index makes this setting.
    expect(found).toEqual({ nearest: 'newcomer', setting: '60' });
    await backend.dataSource.query(`DELETE FROM face_encodings WHERE user_id = 'newcomer'`);
    const [after] = await backend.database.transaction((manager) =>
      gallery.searchWithin(manager, direction(near(newcomer)), 6),
    );
    expect(after?.userId).not.toBe('newcomer');
  });

  describe('exact searches by half precision', () => {
    const bothWays = (probe: Float32Array) =>
      backend.database.read(async (manager) => ({
        full: await searchAll(manager, TEST_MODEL.version, probe, 5),
        halves: await searchAllByHalves(manager, TEST_MODEL.version, probe, 5),
      }));

    it('answer what the full vectors answer', async () => {
      for (const centre of [...centres.values()].slice(0, 100)) {
        for (const probe of [direction(near(centre)), direction(vector()), vector()]) {
          const { full, halves } = await bothWays(probe);
          expect(full).toHaveLength(5);
          expect(halves).toEqual(full);
        }
      }
    });

    it('read everything when more users than they select are as near', async () => {
      const centre = vector();
      const twins = Array.from({ length: 60 }, (_, index) => [`twin-${100 + index}`, [centre]] as const);
      await backend.insert(new Map(twins));
      const { full, halves } = await bothWays(direction(centre));
      expect(full.map(({ userId }) => userId)).toEqual(twins.slice(0, 5).map(([userId]) => userId));
      expect(halves).toEqual(full);
      for (const [userId] of twins) await backend.repository.deleteByUser(userId);
      const rows = await backend.dataSource.query<{ vectors: string; halves: string }[]>(
        `SELECT (SELECT count(*) FROM face_vectors) AS vectors, (SELECT count(*) FROM face_half_vectors) AS halves`,
      );
      expect(rows).toEqual([{ vectors: `${USERS}`, halves: `${USERS}` }]);
    });
  });

  it('forgets a deleted user at once and knows a new one at once', async () => {
    const centre = centres.get('user-7') ?? vector();
    await backend.repository.deleteByUser('user-7');
    expect((await gallery.search(centre, 1))[0]?.userId).not.toBe('user-7');
    await backend.enroll('newcomer', encodingsOf(centre, 1));
    expect((await gallery.search(centre, 1))[0]?.userId).toBe('newcomer');
  });

  it('replaces an index that an interrupted build left behind', async () => {
    await backend.dataSource.query(
      `UPDATE pg_index SET indisvalid = false WHERE indrelid = 'face_half_vectors'::regclass AND NOT indisprimary`,
    );
    const restarted = open();
    await restarted.maintain();
    expect(await indexes()).toMatchObject([{ valid: true }]);
    expect(restarted.indexed).toBe(true);
    await restarted.close();
  });

  describe('of before there was an index of half precision', () => {
    beforeAll(async () => {
      const [made] = await indexes();
      const former = made?.name.replace('half_', '');
      await backend.dataSource.query(
        `DROP INDEX ${made?.name};
         CREATE INDEX ${former} ON face_vectors USING hnsw ((embedding::vector(${TEST_MODEL.dimension})) vector_l2_ops)
           WHERE model = '${TEST_MODEL.version}'`,
      );
    });

    it('is searched by the index that there is until the new one is made, which takes its place', async () => {
      const large = new PgvectorGallery(backend.dataSource, backend.database, TEST_MODEL, USERS * 2);
      await large.maintain();
      expect(await indexes()).toEqual([{ name: expect.stringMatching(/^face_vectors_hnsw_/), valid: true }]);
      await findsByIndex(large);
      await large.close();
      // Other replicas search by the former one until they look again.
      const upgraded = open();
      await upgraded.maintain();
      expect(await indexes()).toHaveLength(2);
      await upgraded.close();
      const later = open(0);
      await later.maintain();
      expect(await indexes()).toEqual([
        { name: expect.stringMatching(/^face_half_vectors_hnsw_/), valid: true },
      ]);
      await findsByIndex(later);
      await later.close();
    });
  });

  it('has an index of the full vectors where there is no half precision', async () => {
    await backend.dataSource.query(
      'DROP TRIGGER face_half_vectors_follow ON face_vectors; DROP TABLE face_half_vectors',
    );
    const older = open();
    await older.maintain();
    expect(await indexes()).toEqual([{ name: expect.stringMatching(/^face_vectors_hnsw_/), valid: true }]);
    await findsByIndex(older);
    await uses('face_vectors_hnsw_', 'face_vectors', 'vector');
    await older.close();
  });

  it('takes pgvector into use when it was installed after the migrations', async () => {
    await backend.dataSource.query(
      `DROP TRIGGER face_vectors_follow ON face_templates;
       DROP TABLE face_vectors; DROP EXTENSION vector`,
    );
    await backend.enroll('in-between', [vector()]);
    const reopened = await openGallery(backend.dataSource, backend.database, TEST_MODEL, {
      memoryMaxUsers: 1,
    });
    expect(reopened.kind).toBe('pgvector');
    const centre = centres.get('user-9') ?? vector();
    expect((await reopened.search(centre, 1))[0]?.userId).toBe('user-9');
    const [row] = await backend.dataSource.query<{ count: string }[]>(
      'SELECT count(*) FROM face_half_vectors',
    );
    expect(Number(row?.count)).toBe(USERS + 1);
    await backend.dataSource.query(`DELETE FROM face_vectors WHERE user_id IN ('user-3', 'user-1500')`);
    const filled = await openGallery(backend.dataSource, backend.database, TEST_MODEL, { memoryMaxUsers: 1 });
    for (const userId of ['user-3', 'user-1500']) {
      expect((await filled.search(centres.get(userId) ?? vector(), 1))[0]?.userId).toBe(userId);
    }
    await filled.close();
    await backend.repository.deleteByUser('user-9');
    expect((await reopened.search(centre, 1))[0]?.userId).not.toBe('user-9');
    await reopened.close();
  });
});
