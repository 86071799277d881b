import { Database } from '../../../src/database/database.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { FaceEncoding } from '../../../src/faces/enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from '../../../src/faces/enrolment/face-encodings.repository.js';
import { openGallery } from '../../../src/faces/gallery/open-gallery.js';
import { TEST_MODEL } from './gallery-backends.js';

/** What the tests ask of one replica: a process of its own with the database's URL in its arguments. */
export type ReplicaRequest =
  | { do: 'kind' }
  | { do: 'enroll'; userId: string; encoding: number[] }
  | { do: 'delete'; userId: string }
  | { do: 'nearest'; probe: number[] }
  | { do: 'size' };

const [databaseUrl] = process.argv.slice(2);
const dataSource = await startDatabase(
  { databaseUrl, dataPath: '', cachePath: '', poolMax: 3, entities: [FaceEncoding], pace: 'service' },
  { runMigrations: true, log: () => undefined },
);
const database = new Database(dataSource);
const repository = new FaceEncodingsRepository(database);
const gallery = await openGallery(dataSource, database, TEST_MODEL, { memoryMaxUsers: 1_000 });

async function answer(request: ReplicaRequest): Promise<unknown> {
  switch (request.do) {
    case 'kind':
      return gallery.kind;
    case 'enroll':
      await repository.enroll(request.userId, [{ encoding: request.encoding }], TEST_MODEL.version, 5);
      return gallery.changed(request.userId);
    case 'delete':
      await repository.deleteByUser(request.userId);
      return gallery.changed(request.userId);
    case 'nearest': {
      const candidates = await gallery.search(Float32Array.from(request.probe), 1);
      return candidates[0]?.userId ?? null;
    }
    case 'size':
      return (await gallery.size()).users;
  }
}

process.on('message', ({ id, request }: { id: number; request: ReplicaRequest }) => {
  answer(request).then(
    (value) => process.send?.({ id, value: value ?? null }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, value: 'ready' });
