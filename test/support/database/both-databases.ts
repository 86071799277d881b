import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { packageRoot } from '../../../src/config/package-root.js';
import { Database } from '../../../src/database/database.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { FaceEncoding } from '../../../src/faces/enrolment/face-encoding.entity.js';
import { migratedDatabase } from './migrated-database.js';
import { PrivatePostgres, whyNoPostgres } from '../servers/private-postgres.js';
import { scratchFolder } from '../servers/scratch-folder.js';

/** A migrated database of one test file. */
export interface TestDatabase {
  dataSource: DataSource;
  database: Database;
  /** Undefined for the embedded database. */
  url: string | undefined;
}

/**
 * The same tests on the embedded database and on a PostgreSQL of their own.
 *
 * @param tests gets the database, to be read inside of `it` and hooks only
 */
export function describeOnBothDatabases(
  name: string,
  tests: (db: TestDatabase, kind: 'embedded' | 'postgresql') => void,
): void {
  describeOn(
    `${name}, embedded database`,
    () => Promise.resolve({ stop: () => Promise.resolve() }),
    (db) => {
      tests(db, 'embedded');
    },
  );
  const reason = whyNoPostgres();
  if (reason !== null) {
    console.warn(`${name} is not tested on PostgreSQL: ${reason}`);
    return;
  }
  const start = async () => {
    const server = await PrivatePostgres.start({ fsync: false });
    return { url: server.url, stop: () => server.stop() };
  };
  describeOn(`${name}, PostgreSQL`, start, (db) => {
    tests(db, 'postgresql');
  });
}

function describeOn(
  name: string,
  startServer: () => Promise<{ url?: string; stop: () => Promise<void> }>,
  tests: (db: TestDatabase) => void,
): void {
  describe(name, () => {
    let open: TestDatabase | undefined;
    let close: () => Promise<void> = () => Promise.resolve();
    const opened = (): TestDatabase => {
      if (open === undefined) throw new Error('the database is open inside of tests only');
      return open;
    };

    beforeAll(async () => {
      const server = await startServer();
      const folder = scratchFolder('twoinone-database-');
      if (server.url === undefined) await migratedDatabase(folder);
      const dataSource = await startDatabase(
        {
          databaseUrl: server.url,
          dataPath: folder,
          cachePath: join(packageRoot, '.cache'),
          poolMax: 10,
          entities: [FaceEncoding],
          pace: 'service',
        },
        { runMigrations: true, log: () => undefined },
      );
      open = { dataSource, database: new Database(dataSource), url: server.url };
      close = async () => {
        await dataSource.destroy();
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      };
    });
    tests({
      get dataSource() {
        return opened().dataSource;
      },
      get database() {
        return opened().database;
      },
      get url() {
        return opened().url;
      },
    });
    // After the hooks of the tests, which may still need the database.
    afterAll(() => close());
  });
}
