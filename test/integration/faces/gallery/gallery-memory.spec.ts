import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../../../src/common/app-error.js';
import { MemoryGallery } from '../../../../src/faces/gallery/memory-gallery.js';
import { openGallery } from '../../../../src/faces/gallery/open-gallery.js';
import { eventually } from '../../../support/eventually.js';
import { GalleryBackend, TEST_MODEL } from '../../../support/database/gallery-backends.js';
import { PrivatePostgres, whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { syntheticEncodings } from '../../../support/people/synthetic-people.js';

const { vector, encodingsOf } = syntheticEncodings(6, TEST_MODEL.dimension);
/** A day: it hears of changes by notifications, or never. */
const NEVER_MS = 86_400_000;
const skip = whyNoPostgres();
if (skip !== null) console.warn(`SKIPPED: the gallery in memory: ${skip}`);

(skip === null ? describe : describe.skip)('the gallery in memory', () => {
  let postgres: PrivatePostgres;
  let backend: GalleryBackend;
  let gallery: MemoryGallery;

  const open = async (catchUpIntervalMs?: number): Promise<MemoryGallery> => {
    const { dataSource, database } = backend;
    const opened = new MemoryGallery(dataSource, database, TEST_MODEL, 10, catchUpIntervalMs);
    await opened.open();
    return opened;
  };
  const names = async (probe: Float32Array) => (await gallery.search(probe, 2)).map(({ userId }) => userId);

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
    backend = await GalleryBackend.start(postgres.url);
    await (
      await openGallery(backend.dataSource, backend.database, TEST_MODEL, { memoryMaxUsers: 1 })
    ).close();
  });

  beforeEach(async () => {
    await backend.empty();
    gallery = await open();
  });

  afterEach(() => gallery.close());

  afterAll(async () => {
    await backend.stop();
    await postgres.stop();
  });

  it('refuses to search more users than fit, and searches again when they do', async () => {
    const centres = Array.from({ length: 11 }, vector);
    await backend.insert(new Map(centres.map((centre, index) => [`user-${index}`, encodingsOf(centre, 1)])));
    const refused = expect.objectContaining({ code: 'GALLERY_TOO_LARGE', status: 503 });
    await eventually(() => expect(names(vector())).rejects.toEqual(refused));
    await expect(names(vector())).rejects.toBeInstanceOf(AppError);
    expect((await gallery.size()).users).toBe(11);
    expect(await gallery.templateOf('user-3')).toMatchObject({ encodings: 1 });

    const restarted = await open();
    await expect(restarted.search(vector(), 1)).rejects.toEqual(refused);
    await restarted.close();

    await backend.repository.deleteByUser('user-0');
    await eventually(async () => expect((await names(centres[5] ?? vector()))[0]).toBe('user-5'));
    expect((await gallery.size()).users).toBe(10);
  });

  it('hears of changes again after its connection was lost', async () => {
    await gallery.close();
    gallery = await open(NEVER_MS);
    const ann = vector();
    const cut = () =>
      postgres.run(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'twoinone-ml gallery'`,
      );
    await cut();
    await backend.enroll('ann', encodingsOf(ann, 1));
    await eventually(async () => expect(await names(ann)).toEqual(['ann']));
    await cut();
    await backend.repository.deleteByUser('ann');
    await backend.enroll('ben', encodingsOf(ann, 1));
    await eventually(async () => expect(await names(ann)).toEqual(['ben']));
    await eventually(async () => expect((await gallery.size()).users).toBe(1));
  });

  it('finds out by itself what no notification told it', async () => {
    await gallery.close();
    gallery = await open(200);
    const ann = vector();
    await backend.dataSource.query(
      'INSERT INTO face_templates (model, user_id, encodings, template) VALUES ($1, $2, 1, $3)',
      [TEST_MODEL.version, 'ann', [...ann]],
    );
    await eventually(async () => expect(await names(ann)).toEqual(['ann']));
    await backend.dataSource.query('DELETE FROM face_templates');
    await eventually(async () => expect((await gallery.size()).users).toBe(0));
  });

  it('gives no answer while the database is away and the right one when it is back', async () => {
    const ann = vector();
    await backend.enroll('ann', encodingsOf(ann, 1));
    await gallery.changed('ann');
    await postgres.stopServer('SIGQUIT');
    await expect(names(ann)).rejects.toMatchObject({ code: 'DB_UNAVAILABLE' });
    // What was committed before the outage is done, whether or not this process could read it.
    await expect(gallery.changed('ann')).resolves.toBeUndefined();
    await postgres.restart();
    await eventually(async () => expect(await names(ann)).toEqual(['ann']));
    await backend.repository.deleteByUser('ann');
    await eventually(async () => expect((await gallery.size()).users).toBe(0));
  });
});
