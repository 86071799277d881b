import pg from 'pg';
import { FaceEmbeddingService } from '../../../../src/faces/embedding/face-embedding.service.js';
import { CONDITIONS, rephotograph } from '../../../../src/samples/rephotograph.js';
import { embeddingOptions } from '../../../support/inference/embedding-options.js';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { headOf, LivenessVisitor } from '../../../support/liveness/liveness-visitor.js';
import { portrait } from '../../../support/photos/photos.js';
import { PrivatePostgres, whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { PYTHON_SCHEMA } from '../../../support/people/python-service.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

const USERS = ['ada', 'bea', 'cleo', 'dina', 'edith', 'flora'] as const;
const [{ ...SLIGHTLY_CHANGED }] = CONDITIONS;
const COUNT_LASTS_MS = 1_100;

const reason = whyNoPostgres();
(reason === null ? describe : describe.skip)('a database of the Python service', () => {
  let postgres: PrivatePostgres;
  let client: pg.Client;
  let service: TestApp;
  let anonymous: HttpClient;
  /** Ada, rendered, as she looks into a camera. */
  let straight: Buffer;

  /** dlib's network, which is face-api's: encodings as Python's face_recognition stores them. */
  async function pythonRows(): Promise<void> {
    const embedding = new FaceEmbeddingService(embeddingOptions({ settings: { model: 'face-api' } }));
    await client.query(PYTHON_SCHEMA);
    for (const user of USERS) {
      const { encoding } = await embedding.analyze(await portrait(user), 'encode');
      await client.query('INSERT INTO face_encodings (user_id, encoding) VALUES ($1, $2)', [
        user,
        JSON.stringify([...(encoding ?? [])]),
      ]);
    }
    await embedding.onApplicationShutdown();
  }

  beforeAll(async () => {
    // Before the service runs: rendering keeps this process, which is the service's too, from answering.
    const embedding = new FaceEmbeddingService(embeddingOptions());
    straight = await (await headOf('ada', embedding)).frame({ yaw: 10, pitch: 0 });
    await embedding.onApplicationShutdown();
    postgres = await PrivatePostgres.start();
    client = new pg.Client(postgres.url);
    await client.connect();
    await pythonRows();
    service = await startTestApp({ DATABASE_URL: postgres.url });
    anonymous = new HttpClient(service.url);
  });

  afterAll(async () => {
    await service.close();
    await client.end();
    await postgres.stop();
  });

  const photoOf = async (user: (typeof USERS)[number]) =>
    filePart(await rephotograph(await portrait(user), { ...SLIGHTLY_CHANGED, tilt: 2 }));
  const health = async () => (await anonymous.get('/ml/health')).body;
  const rowsOf = async (user: string) =>
    (
      await client.query<{ model: string; length: number }>(
        'SELECT model, jsonb_array_length(encoding) AS length FROM face_encodings WHERE user_id = $1 ORDER BY id',
        [user],
      )
    ).rows;

  it('is taken over: everybody is still known, by the network that knew them', async () => {
    expect(await health()).toMatchObject({
      enrolled_users_count: USERS.length,
      users_of_earlier_model: USERS.length,
      users_needing_new_photo: 0,
    });
    const stranger = await anonymous.post('/ml/verify-face', [filePart(await portrait('grace'))]);
    expect(stranger.body).toMatchObject({ success: false });
  });

  it('is renewed by each recognition, and the record says so', async () => {
    for (const user of USERS) {
      const own = new HttpClient(service.url, await bearer(user));
      const { body } = await own.post('/ml/verify-face', [
        { name: 'user_id', content: 'me' },
        await photoOf(user),
      ]);
      expect(body).toMatchObject({ success: true, user_id: user });
      expect(await rowsOf(user)).toEqual([
        { model: 'face_recognition', length: 128 },
        { model: 'mobilefacenet/arcface-112/flip/l2', length: 192 },
      ]);
    }
    const { rows } = await client.query<{ subject: string }>(
      "SELECT subject FROM audit_log WHERE action = 'enroll' AND outcome = 'RENEWED' ORDER BY subject",
    );
    expect(rows.map(({ subject }) => subject)).toEqual([...USERS]);
  });

  it('needs the earlier network no longer when the last one is renewed', async () => {
    await new Promise((resolve) => setTimeout(resolve, COUNT_LASTS_MS));
    expect(await health()).toMatchObject({ users_of_earlier_model: 0, users_needing_new_photo: 0 });
    const { rows } = await client.query<{ count: string }>(
      "SELECT count(*) AS count FROM face_templates WHERE model LIKE 'face-api%'",
    );
    expect(rows).toEqual([{ count: '0' }]);
    for (const user of USERS) {
      const { body } = await anonymous.post('/ml/verify-face', [await photoOf(user)]);
      expect(body).toMatchObject({ success: true, user_id: user });
      expect(await rowsOf(user)).toHaveLength(2);
    }
  });

  it('is renewed by nobody while UPGRADE_ENROLMENTS is off, nor by a stranger', async () => {
    await client.query("DELETE FROM face_encodings WHERE user_id = 'ada' AND model <> 'face_recognition'");
    await service.close();
    service = await startTestApp({ DATABASE_URL: postgres.url, UPGRADE_ENROLMENTS: 'false' });
    const ada = new HttpClient(service.url, await bearer('ada'));
    const claim = async (photo: ReturnType<typeof filePart>) =>
      (await ada.post('/ml/verify-face', [{ name: 'user_id', content: 'me' }, photo])).body;
    expect(await claim(await photoOf('ada'))).toMatchObject({ success: true });
    expect(await claim(await photoOf('bea'))).toMatchObject({ success: false });
    expect(await rowsOf('ada')).toHaveLength(1);
  });

  it('is known and renewed in a liveness session too', async () => {
    await service.close();
    service = await startTestApp({ DATABASE_URL: postgres.url, LIVENESS: 'required' });
    const ada = new HttpClient(service.url, await bearer('ada'));
    const use = { purpose: 'verify', user_id: 'me' };
    const visitor = await LivenessVisitor.open(ada, service.url, use);
    for (let frame = 0; frame < 3; frame++) await visitor.show(straight);
    // As if the turns had been done: a busy machine looks at them too late.
    await client.query(
      "UPDATE liveness_sessions SET state = 'PASSED', expires_at = clock_timestamp() + interval '120 s' WHERE id = $1",
      [visitor.session.id],
    );
    const { body } = await ada.post('/ml/verify-face', [
      { name: 'user_id', content: 'me' },
      { name: 'liveness_session', content: visitor.session.id },
    ]);
    expect(body).toMatchObject({ success: true, user_id: 'ada' });
    expect(await rowsOf('ada')).toEqual([
      { model: 'face_recognition', length: 128 },
      { model: 'mobilefacenet/arcface-112/flip/l2', length: 192 },
    ]);
  });
});
