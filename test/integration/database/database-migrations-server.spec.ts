import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';
import { PendingMigrationsError, startDatabase } from '../../../src/database/database-start.js';
import { enrolledUsers } from '../../support/database/enrolled-users.js';
import { ALL_MIGRATIONS, runFilesAgain, SCHEMA, unmigrated } from '../../support/database/migrations.js';
import {
  databaseSettings,
  newPlace,
  someEncoding,
  TestDatabase,
} from '../../support/database/test-database.js';
import { PYTHON_ROWS, PYTHON_SCHEMA } from '../../support/people/python-service.js';
import { findPostgresBinaries } from '../../support/servers/postgres-binaries.js';
import { PrivatePostgres, whyNoPgvector, whyNoPostgres } from '../../support/servers/private-postgres.js';

const FIRST_SQL = join(packageRoot, 'migrations', '001_create_face_encodings.sql');

const TABLE = `
  SELECT column_name, data_type || coalesce('(' || character_maximum_length || ')', ''), is_nullable
  FROM information_schema.columns WHERE table_name = 'face_encodings' ORDER BY ordinal_position`;

const skip = whyNoPostgres();
if (skip !== null) console.warn(`SKIPPED: the migrations on a PostgreSQL of its own: ${skip}`);
(skip === null ? describe : describe.skip)('the migrations on a PostgreSQL of its own', () => {
  let postgres: PrivatePostgres;

  beforeAll(async () => {
    postgres = await PrivatePostgres.start({ fsync: false });
  });

  afterAll(() => postgres.stop());

  it('psql runs the first file on an empty database, and again, and the service goes on from there', async () => {
    const url = await postgres.createDatabase('by_hand');
    const binaries = findPostgresBinaries();
    if ('missing' in binaries) throw new Error(binaries.missing);
    const psql = join(binaries.folder, 'psql');
    for (let run = 1; run <= 2; run++) {
      execFileSync(psql, [url, '-X', '-v', 'ON_ERROR_STOP=1', '-c', `\\i ${FIRST_SQL}`], { stdio: 'pipe' });
    }
    const table = execFileSync(psql, [url, '-XAt', '-c', TABLE], { encoding: 'utf8' });
    expect(table.trim().split('\n')).toEqual([
      'id|integer|NO',
      'user_id|character varying(255)|NO',
      'encoding|jsonb|NO',
      'created_at|timestamp without time zone|NO',
      'updated_at|timestamp without time zone|NO',
    ]);
    const database = await TestDatabase.open(url);
    await database.repository.enroll('somebody', [{ encoding: someEncoding(1) }], 'test', 5);
    expect(await enrolledUsers(database.repository)).toEqual(['somebody']);
    await database.close();
  });

  it('ten replicas that start at the same time run them once', async () => {
    const url = await postgres.createDatabase('replicas');
    const ran: string[] = [];
    const replicas = await Promise.all(
      Array.from({ length: 10 }, () =>
        startDatabase(
          { ...databaseSettings(url), poolMax: 1 },
          { runMigrations: true, log: (message) => ran.push(message) },
        ),
      ),
    );
    await Promise.all(replicas.map((replica) => replica.destroy()));
    expect(ran).toEqual(ALL_MIGRATIONS.map((migration) => `Migration ${migration} has run`));
  });

  it('with MIGRATIONS_RUN=false the start is refused and names what is missing', async () => {
    const url = await postgres.createDatabase('refused');
    const start = () => startDatabase(databaseSettings(url), { runMigrations: false, log: () => undefined });
    const refusal = await start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(PendingMigrationsError);
    expect(refusal).toMatchObject({ pending: ALL_MIGRATIONS });
    await (await TestDatabase.open(url)).close();
    await (await start()).destroy();
  });
});

const noPgvector = whyNoPgvector();
if (noPgvector !== null) console.warn(`SKIPPED: the migrations with pgvector: ${noPgvector}`);
(noPgvector === null ? describe : describe.skip)('the migrations on a PostgreSQL with pgvector', () => {
  it('make what they make on the embedded database', async () => {
    const postgres = await PrivatePostgres.start({ fsync: false, pgvector: true });
    const { place, remove } = await newPlace('embedded');
    try {
      const schemas: unknown[] = [];
      for (const each of [postgres.url, place]) {
        const dataSource = await unmigrated(each);
        await dataSource.runMigrations();
        schemas.push(await dataSource.query(SCHEMA));
        await dataSource.destroy();
      }
      expect(schemas[0]).toEqual(schemas[1]);
    } finally {
      await postgres.stop();
      await remove();
    }
  });

  it('run as well, and twice', async () => {
    const postgres = await PrivatePostgres.start({ fsync: false, pgvector: true });
    try {
      const dataSource = await unmigrated(postgres.url);
      await dataSource.query(PYTHON_SCHEMA);
      await dataSource.query(PYTHON_ROWS);
      expect((await dataSource.runMigrations()).map((migration) => migration.name)).toEqual(ALL_MIGRATIONS);
      expect(
        await dataSource.query(`SELECT extname FROM pg_extension WHERE extname = 'vector'`),
      ).toHaveLength(1);
      const before: unknown = await dataSource.query(SCHEMA);
      await runFilesAgain(dataSource);
      expect(await dataSource.query(SCHEMA)).toEqual(before);
      await dataSource.destroy();
    } finally {
      await postgres.stop();
    }
  });
});
