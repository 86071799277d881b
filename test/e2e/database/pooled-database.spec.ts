import pg from 'pg';
import { PgvectorGallery } from '../../../src/faces/gallery/pgvector-gallery.js';
import { enablePgvector } from '../../../src/faces/gallery/pgvector-setup.js';
import { registerModel } from '../../../src/faces/gallery/model-registration.js';
import { eventually } from '../../support/eventually.js';
import { GalleryBackend, TEST_MODEL } from '../../support/database/gallery-backends.js';
import { filePart, HttpClient } from '../../support/http/http-client.js';
import { portrait } from '../../support/photos/photos.js';
import { PrivatePgbouncer, whyNoPgbouncer } from '../../support/servers/private-pgbouncer.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../../support/servers/private-postgres.js';
import { syntheticEncodings } from '../../support/people/synthetic-people.js';
import { bearer, startTestApp, type TestApp } from '../../support/test-app.js';
import { withHeldTimeouts } from '../../support/held-timeouts.js';

const reason = whyNoPostgres() ?? whyNoPgbouncer();
if (reason !== null) console.warn(`SKIPPED: behind PgBouncer: ${reason}`);

/** Most of PgBouncer's pool of 20; in session mode the service keeps the others. */
const SESSIONS = 8;

describe.each(['transaction', 'session'] as const)('behind PgBouncer in %s mode', (mode) => {
  if (reason !== null) {
    it.skip(`skipped: ${reason}`, () => undefined);
    return;
  }
  let postgres: PrivatePostgres;
  let pgbouncer: PrivatePgbouncer;
  let service: TestApp;
  let replica: TestApp;
  let ada: HttpClient;
  let admin: HttpClient;
  let anonymous: HttpClient;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
    pgbouncer = await PrivatePgbouncer.start(postgres.port, mode);
    const env = { DATABASE_URL: pgbouncer.urlOf('postgres'), DATABASE_POOL_MAX: '5' };
    service = await startTestApp(env);
    replica = await startTestApp(env);
    ada = new HttpClient(service.url, await bearer('ada'));
    admin = new HttpClient(service.url, await bearer('root', { role: 'admin' }));
    anonymous = new HttpClient(service.url);
  });

  afterAll(async () => {
    await replica.close();
    await service.close();
    await pgbouncer.stop();
    await postgres.stop();
  });

  const identify = async (url: string) =>
    new HttpClient(url, await bearer('root', { role: 'admin' })).post('/ml/verify-face', [
      filePart(await portrait('ada')),
    ]);
  const claim = async (name: 'ada' | 'dina') =>
    anonymous.post('/ml/verify-face', [{ name: 'user_id', content: 'ada' }, filePart(await portrait(name))]);

  it('a person is enrolled, verified, named, listed', async () => {
    expect((await ada.post('/ml/enroll-face', [filePart(await portrait('ada'))])).status).toBe(200);
    expect((await claim('ada')).body).toMatchObject({ success: true, user_id: 'ada' });
    expect((await identify(service.url)).body).toMatchObject({ success: true, user_id: 'ada' });
    expect((await ada.get('/ml/users-enrolled')).body).toMatchObject({ total_count: 1 });
    expect((await anonymous.get('/ml/health')).body).toMatchObject({ enrolled_users_count: 1 });
  });

  it('the other replica learns of it without notifications, and says so once', async () => {
    await eventually(async () =>
      expect((await identify(replica.url)).body).toMatchObject({ success: true, user_id: 'ada' }),
    );
    for (const { logLines } of [service, replica]) {
      expect(logLines.filter((line) => line.includes('Behind a connection pooler'))).toHaveLength(1);
    }
    const { rows } = await postgres.run('SELECT pg_listening_channels()');
    expect(rows).toEqual([]);
  });

  it('five failures lock, an admin unlocks', async () => {
    for (let count = 0; count < 5; count += 1) await claim('dina');
    expect((await claim('ada')).status).toBe(429);
    expect((await admin.delete('/ml/verification-lock/ada')).status).toBe(200);
    expect((await claim('ada')).body).toMatchObject({ success: true });
  });

  it('parallel enrolments of one user leave five encodings', async () => {
    const photo = filePart(await portrait('ada'));
    const answers = await Promise.all(Array.from({ length: 8 }, () => ada.post('/ml/enroll-face', [photo])));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const { rows } = await postgres.run('SELECT count(*)::int AS encodings FROM face_encodings');
    expect(rows).toEqual([{ encodings: 5 }]);
  });

  it('a deleted person is forgotten by both replicas', async () => {
    expect((await ada.delete('/ml/delete-face/ada')).status).toBe(200);
    for (const { url } of [service, replica]) {
      expect((await identify(url)).body).toMatchObject({ success: false, code: 'NO_MATCH' });
    }
  });

  it('the server ends what takes too long, and keeps no setting for whoever gets the session next', async () => {
    const backend = await GalleryBackend.start(pgbouncer.urlOf('postgres'));
    try {
      for (const work of [
        () => backend.database.read((manager) => manager.query('SELECT pg_sleep(20)')),
        () => backend.database.transaction((manager) => manager.query('SELECT pg_sleep(20)')),
      ]) {
        // Of all limits the server's is the first, here even on a machine that stands still now and then.
        await withHeldTimeouts(() =>
          expect(work()).rejects.toMatchObject({ code: 'DB_UNAVAILABLE', cause: { code: '57014' } }),
        );
      }
    } finally {
      await backend.stop();
    }
    const clients = Array.from(
      { length: SESSIONS },
      () => new pg.Client({ connectionString: pgbouncer.urlOf('postgres') }),
    );
    try {
      await Promise.all(clients.map((client) => client.connect()));
      await Promise.all(clients.map((client) => client.query('BEGIN')));
      for (const client of clients) {
        const { rows } = await client.query(
          `SELECT current_setting('statement_timeout') AS statement,
                  current_setting('idle_in_transaction_session_timeout') AS idle`,
        );
        expect(rows).toEqual([{ statement: '0', idle: '0' }]);
      }
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });
});

const noPgvector = whyNoPgvector() ?? reason;
(noPgvector === null ? describe : describe.skip)('an index behind PgBouncer in transaction mode', () => {
  it('is built beside the traffic and searched', async () => {
    const postgres = await PrivatePostgres.start({ fsync: false, pgvector: true });
    const pgbouncer = await PrivatePgbouncer.start(postgres.port, 'transaction');
    const backend = await GalleryBackend.start(pgbouncer.urlOf('postgres'));
    const { vector } = syntheticEncodings(3, TEST_MODEL.dimension);
    try {
      await backend.insert(new Map(Array.from({ length: 200 }, (_, index) => [`u${index}`, [vector()]])));
      await registerModel(backend.database, TEST_MODEL, () => undefined);
      expect(await enablePgvector(backend.database, TEST_MODEL, () => undefined)).toBeNull();
      const gallery = new PgvectorGallery(backend.dataSource, backend.database, TEST_MODEL, 100);
      await gallery.maintain();
      expect(gallery.indexed).toBe(true);
      expect(await gallery.search(vector(), 2)).toHaveLength(2);
      await gallery.close();
    } finally {
      await backend.stop();
      await pgbouncer.stop();
      await postgres.stop();
    }
  });
});
if (noPgvector !== null) console.warn(`SKIPPED: an index behind PgBouncer: ${noPgvector}`);
