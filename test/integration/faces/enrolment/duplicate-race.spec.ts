import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePart, HttpClient } from '../../../support/http/http-client.js';
import { portrait } from '../../../support/photos/photos.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../../../support/servers/private-postgres.js';
import { bearer, startTestApp, type TestApp } from '../../../support/test-app.js';

const ROUNDS = 5;
const SERVERS = [
  { name: 'searching in memory', pgvector: false, skip: whyNoPostgres() },
  { name: 'searching with pgvector', pgvector: true, skip: whyNoPgvector() },
];

describe.each(SERVERS)('one face for four ids at once, two replicas $name', ({ pgvector, skip }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let postgres: PrivatePostgres;
  let replicas: TestApp[];

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ pgvector });
    replicas = [];
    for (let count = 0; count < 2; count += 1)
      replicas.push(await startTestApp({ DATABASE_URL: postgres.url }));
  });

  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await postgres.stop();
  });

  it('is stored for exactly one of them, every time', async () => {
    const photo = filePart(await portrait('ada'));
    for (let round = 0; round < ROUNDS; round += 1) {
      const clients = await Promise.all(
        [0, 1, 2, 3].map(async (index) => {
          const id = `id ${round} ${index}`;
          const { url } = replicas[index % replicas.length] as TestApp;
          return { id, client: new HttpClient(url, await bearer(id)) };
        }),
      );
      const answers = await Promise.all(clients.map(({ client }) => client.post('/ml/enroll-face', [photo])));
      const codes = answers.map(({ status, body }) => (status === 200 ? 'stored' : body['code']));
      expect(codes.sort()).toEqual([...Array<string>(3).fill('FACE_ALREADY_ENROLLED'), 'stored']);
      for (const { id, client } of clients) await client.delete(`/ml/delete-face/${id}`);
    }
  });
});
