import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ErasureService } from '../../../../src/faces/enrolment/erasure/erasure.service.js';
import { openGallery } from '../../../../src/faces/gallery/open-gallery.js';
import type { Gallery } from '../../../../src/faces/gallery/gallery.js';
import { eventually } from '../../../support/eventually.js';
import { TEST_MODEL } from '../../../support/database/gallery-backends.js';
import { remainsOf, type StoredRow, storedRows } from '../../../support/database/page-scan.js';
import { PrivatePostgres, whyNoPgvector } from '../../../support/servers/private-postgres.js';
import { runCli } from '../../../support/processes/run-cli.js';
import { someEncoding, TestDatabase } from '../../../support/database/test-database.js';

const reason = whyNoPgvector();
if (reason !== null) console.warn(`SKIPPED: erasure: ${reason}`);

const TABLES = ['face_encodings', 'face_templates', 'face_vectors', 'face_half_vectors'];
const PEOPLE = 60;

(reason === null ? describe : describe.skip)('what a deleted person leaves in the files', () => {
  let postgres: PrivatePostgres;
  let database: TestDatabase;
  let gallery: Gallery;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({
      fsync: false,
      pgvector: true,
      // What autovacuum does, and when, is not what is tried here.
      settings: { autovacuum: 'off' },
    });
    database = await TestDatabase.open(postgres.url);
    gallery = await openGallery(database.dataSource, database.database, TEST_MODEL, { memoryMaxUsers: 10 });
    for (let person = 0; person < PEOPLE; person += 1) {
      const encoding = someEncoding(person, TEST_MODEL.dimension);
      await database.repository.enroll(`user ${person}`, [{ encoding }], TEST_MODEL.version, 5);
    }
  });
  afterAll(async () => {
    await gallery.close();
    await database.close();
    await postgres.stop();
  });

  /** Deletes every fifth of those that are left. @returns their rows as they were */
  async function deleteSome(first: number): Promise<StoredRow[]> {
    const before = await storedRows(postgres, TABLES);
    for (let person = first; person < PEOPLE; person += 5) {
      await database.repository.deleteByUser(`user ${person}`);
    }
    const left = new Set((await storedRows(postgres, TABLES)).map(({ key }) => key));
    return before.filter(({ key }) => !left.has(key));
  }

  /** The server counts deletions with a delay of up to ten seconds, so the round after them may come too soon. */
  const goneAfterRounds = (service: ErasureService, gone: readonly StoredRow[]) =>
    eventually(async () => {
      await postgres.run(`UPDATE erasures SET at = at - interval '1 hour'`);
      await service.round();
      expect(await remainsOf(postgres, TABLES, gone)).toEqual([]);
    });

  it('is all still there after a deletion, and some of it after a plain VACUUM', async () => {
    const gone = await deleteSome(0);
    expect(gone.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['face_templates user 0', 'face_vectors user 0']),
    );
    expect((await remainsOf(postgres, TABLES, gone)).length).toBeGreaterThan(gone.length / 2);
    await postgres.run('VACUUM');
    expect((await remainsOf(postgres, TABLES, gone)).length).toBeGreaterThan(0);
    await goneAfterRounds(new ErasureService(database.dataSource), gone);
  });

  it('is gone after the next round of a service that runs', async () => {
    const service = new ErasureService(database.dataSource);
    await service.round();
    const gone = await deleteSome(1);
    expect((await remainsOf(postgres, TABLES, gone)).length).toBeGreaterThan(gone.length / 2);
    await goneAfterRounds(service, gone);
  });

  it('is gone too when it was replaced: by a newer photo, or under a new key', async () => {
    const service = new ErasureService(database.dataSource);
    await service.round();
    const before = await storedRows(postgres, TABLES);
    const encoding = someEncoding(PEOPLE, TEST_MODEL.dimension);
    await database.repository.enroll('user 3', [{ encoding }], TEST_MODEL.version, 1);
    await postgres.run(`UPDATE face_encodings SET encoding = encoding - 0 WHERE user_id = 'user 4'`);
    const left = new Set((await storedRows(postgres, TABLES)).map(({ data }) => data.toString('hex')));
    const gone = before.filter(({ data }) => !left.has(data.toString('hex')));
    const keys = gone.map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining(['face_templates user 3', 'face_encodings user 4', 'face_templates user 4']),
    );
    await goneAfterRounds(service, gone);
  });

  it('is done once an hour, however many replicas there are', async () => {
    const files = () =>
      postgres.query<{ path: string }[]>(
        `SELECT pg_relation_filepath(name::regclass) AS path FROM unnest(ARRAY['${TABLES.join(`','`)}']) AS name`,
      );
    await goneAfterRounds(new ErasureService(database.dataSource), await deleteSome(3));
    const before = await files();
    await deleteSome(4);
    await Promise.all([1, 2, 3].map(() => new ErasureService(database.dataSource).round()));
    expect(await files()).toEqual(before);
  });

  it('is gone after twoinone erase', async () => {
    const gone = await deleteSome(2);
    const { code, stdout } = await runCli(['erase'], { env: { DATABASE_URL: postgres.url } });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '5 tables hold nothing of deleted encodings any more.\n',
    });
    expect(await remainsOf(postgres, TABLES, gone)).toEqual([]);
  });

  it('does not wait for a table to grow: few deletions are enough for autovacuum', async () => {
    const settings = await postgres.query<{ relname: string; reloptions: string[] }[]>(
      `SELECT relname, reloptions FROM pg_class WHERE relname IN ('${TABLES.join(`','`)}') ORDER BY relname`,
    );
    expect(settings.map(({ relname }) => relname)).toEqual([...TABLES].sort());
    for (const { reloptions } of settings) {
      expect(reloptions).toEqual(
        expect.arrayContaining(['autovacuum_vacuum_scale_factor=0', 'autovacuum_vacuum_threshold=20']),
      );
    }
  });
});
