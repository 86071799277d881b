import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { Database } from '../../../src/database/database.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { FaceEncoding } from '../../../src/faces/enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from '../../../src/faces/enrolment/face-encodings.repository.js';
import type { GalleryModel } from '../../../src/faces/gallery/gallery.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { migratedDatabase } from './migrated-database.js';
import { scratchFolder } from '../servers/scratch-folder.js';

/** A small model of its own, so that synthetic encodings are quick to make. */
export const TEST_MODEL: GalleryModel = { version: 'test/v2', compatibleWith: ['test/v1'], dimension: 16 };

const ROWS_PER_INSERT = 500;

/** One database with its migrations, and what the gallery's tests need of it. */
export class GalleryBackend {
  private constructor(
    readonly dataSource: DataSource,
    readonly database: Database,
    readonly repository: FaceEncodingsRepository,
    private readonly folder: string,
  ) {}

  /** @param databaseUrl undefined: the embedded database, in a folder of its own */
  static async start(databaseUrl: string | undefined): Promise<GalleryBackend> {
    const folder = scratchFolder('twoinone-gallery-');
    if (databaseUrl === undefined) await migratedDatabase(folder);
    const dataSource = await startDatabase(
      {
        databaseUrl,
        dataPath: folder,
        cachePath: join(packageRoot, '.cache'),
        poolMax: 5,
        entities: [FaceEncoding],
        pace: 'service',
      },
      { runMigrations: true, log: () => undefined },
    );
    const database = new Database(dataSource);
    return new GalleryBackend(dataSource, database, new FaceEncodingsRepository(database), folder);
  }

  async enroll(
    userId: string,
    encodings: readonly Float32Array[],
    model = TEST_MODEL.version,
  ): Promise<void> {
    for (const encoding of encodings) await this.repository.enroll(userId, [{ encoding }], model, 5);
  }

  /** Many users, past the repository, in statements that stay within the statement timeout on a busy machine. */
  async insert(
    people: ReadonlyMap<string, readonly Float32Array[]>,
    model = TEST_MODEL.version,
  ): Promise<void> {
    const rows = [...people].flatMap(([user_id, encodings]) =>
      encodings.map((encoding) => ({ user_id, encoding: [...encoding] })),
    );
    for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
      await this.dataSource.query(
        `INSERT INTO face_encodings (user_id, encoding, model)
         SELECT user_id, encoding, $2 FROM jsonb_to_recordset($1) AS people (user_id varchar, encoding jsonb)`,
        [JSON.stringify(rows.slice(from, from + ROWS_PER_INSERT)), model],
      );
    }
  }

  async empty(): Promise<void> {
    await this.dataSource.query('TRUNCATE face_encodings');
  }

  async stop(): Promise<void> {
    await this.dataSource.destroy();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
