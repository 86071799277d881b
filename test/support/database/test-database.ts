import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { packageRoot } from '../../../src/config/package-root.js';
import { Database } from '../../../src/database/database.js';
import type { DatabaseSettings } from '../../../src/database/data-source-options.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { FaceEncoding } from '../../../src/faces/enrolment/face-encoding.entity.js';
import { FaceEncodingsRepository } from '../../../src/faces/enrolment/face-encodings.repository.js';
import type { GallerySize } from '../../../src/faces/gallery/gallery.js';
import { readSize } from '../../../src/faces/gallery/template-reader.js';
import { PrivatePostgres, whyNoPostgres } from '../servers/private-postgres.js';
import { scratchFolder } from '../servers/scratch-folder.js';

/** The template of the embedded database is shared by all tests: initdb takes seconds. */
export const TEST_CACHE = join(packageRoot, '.cache');

export function temporaryFolder(): string {
  return scratchFolder('twoinone-database-');
}

/** @param place a PostgreSQL URL, or the folder of an embedded database */
export function databaseSettings(place: string): DatabaseSettings {
  const isUrl = place.startsWith('postgres');
  return {
    databaseUrl: isUrl ? place : undefined,
    dataPath: isUrl ? '/nowhere' : place,
    cachePath: TEST_CACHE,
    poolMax: 10,
    entities: [FaceEncoding],
    pace: 'service',
  };
}

/** A started, migrated database and the service's way to it. */
export class TestDatabase {
  readonly database: Database;
  readonly repository: FaceEncodingsRepository;

  private constructor(readonly dataSource: DataSource) {
    this.database = new Database(dataSource);
    this.repository = new FaceEncodingsRepository(this.database);
  }

  static async open(place: string, settings: Partial<DatabaseSettings> = {}): Promise<TestDatabase> {
    const all = { ...databaseSettings(place), ...settings };
    return new TestDatabase(await startDatabase(all, { runMigrations: true, log: () => undefined }));
  }

  /** What the database counts of these encoding versions. */
  size(...[version = '', ...compatibleWith]: string[]): Promise<GallerySize> {
    return readSize(this.dataSource.manager, { version, compatibleWith, dimension: 128 });
  }

  close(): Promise<void> {
    return this.dataSource.destroy();
  }
}

/** What a suite that runs on both databases goes through; `skip` is the printed reason where there is no PostgreSQL. */
export const BOTH_DATABASES = [
  { name: 'the embedded database', kind: 'embedded', skip: null },
  { name: 'PostgreSQL', kind: 'postgres', skip: whyNoPostgres() },
] as const;

/** A place for one suite's database. */
export async function newPlace(
  kind: 'embedded' | 'postgres',
): Promise<{ place: string; remove: () => Promise<void> }> {
  if (kind === 'postgres') {
    const postgres = await PrivatePostgres.start();
    return { place: postgres.url, remove: () => postgres.stop() };
  }
  const folder = temporaryFolder();
  return {
    place: folder,
    remove: () => Promise.resolve(rmSync(folder, { recursive: true, force: true })),
  };
}

/** Any encoding; different seeds give different ones. */
export function someEncoding(seed: number, dimension = 128): Float32Array {
  return Float32Array.from({ length: dimension }, (_, index) => Math.sin((index + 1) * (seed + 0.5)) / 3);
}
