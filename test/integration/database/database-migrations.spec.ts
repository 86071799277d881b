import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { verifyAuditLog } from '../../../src/audit/verify-audit-log.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { asAuditOwner } from '../../support/database/audit-owner.js';
import { ALL_MIGRATIONS, runFilesAgain, SCHEMA, unmigrated } from '../../support/database/migrations.js';
import { BOTH_DATABASES, newPlace, someEncoding } from '../../support/database/test-database.js';
import { PYTHON_ROWS, PYTHON_SCHEMA } from '../../support/people/python-service.js';

/** A database of the time when each migration had files of its own, with what TypeORM had recorded in it. */
const NINE_MIGRATIONS = readFileSync(
  join(packageRoot, 'test', 'support', 'fixtures', 'nine-migrations.sql'),
  'utf8',
);
const ENCODINGS = `SELECT id, user_id, encoding, created_at, updated_at FROM face_encodings ORDER BY id`;

const AUDIT_ENTRY = `
  INSERT INTO audit_log (actor_role, action, subject, outcome) VALUES ('anonymous', 'verify', $1, 'SUCCESS')`;

async function undoAll(dataSource: DataSource): Promise<void> {
  for (let left = ALL_MIGRATIONS.length; left > 0; left--) await dataSource.undoLastMigration();
}

describe.each(BOTH_DATABASES)('the migrations on $name', ({ name, kind, skip }) => {
  if (skip !== null) {
    console.warn(`SKIPPED: the migrations on ${name}: ${skip}`);
    it.skip(`skipped: ${skip}`, () => undefined);
    return;
  }
  let dataSource: DataSource;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const { place, remove: removePlace } = await newPlace(kind);
    remove = removePlace;
    dataSource = await unmigrated(place);
  });

  afterAll(async () => {
    await dataSource.destroy();
    await remove();
  });

  it('run once, in order', async () => {
    expect((await dataSource.runMigrations()).map((migration) => migration.name)).toEqual(ALL_MIGRATIONS);
    expect(await dataSource.runMigrations()).toEqual([]);
  });

  it('agree with the entities', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('are harmless when their files run again', async () => {
    const before: unknown = await dataSource.query(SCHEMA);
    await runFilesAgain(dataSource);
    expect(await dataSource.query(SCHEMA)).toEqual(before);
  });

  it('are undone one by one, and can then run again', async () => {
    const before: unknown = await dataSource.query(SCHEMA);
    await undoAll(dataSource);
    expect(await dataSource.query(`SELECT to_regclass('face_encodings') AS gone`)).toEqual([{ gone: null }]);
    await dataSource.runMigrations();
    expect(await dataSource.query(SCHEMA)).toEqual(before);
  });

  it('make the audit log that is there the first of several tables, each entry as it was, and one table again', async () => {
    const content = (): Promise<unknown> => dataSource.query('SELECT * FROM audit_log ORDER BY id');
    const verdict = () => verifyAuditLog(dataSource.manager);
    const undoTo = async (name: string) => {
      for (let left = ALL_MIGRATIONS.length; left > ALL_MIGRATIONS.indexOf(name); left--)
        await dataSource.undoLastMigration();
    };
    const partitioning = ALL_MIGRATIONS.find((name) => name.startsWith('PartitionAuditLog')) ?? '';
    await undoTo(partitioning);
    for (const subject of ['ada', 'bea']) await dataSource.query(AUDIT_ENTRY, [subject]);
    const before = await content();

    await dataSource.runMigrations();
    expect(await content()).toEqual(before);
    await dataSource.query(AUDIT_ENTRY, ['cleo']);
    expect(await verdict()).toMatchObject({ intact: true, entries: 3 });

    await undoTo(partitioning);
    await dataSource.query(AUDIT_ENTRY, ['dora']);
    await dataSource.runMigrations();
    expect(await verdict()).toMatchObject({ intact: true, entries: 4 });

    await asAuditOwner(dataSource.manager, () => dataSource.query('TRUNCATE audit_log'));
    await dataSource.query(
      `INSERT INTO audit_checkpoints (first_id, last_id, last_hash, newest) VALUES (1, 4, '\\x00', now())`,
    );
    await expect(undoTo(partitioning)).rejects.toThrow('audit_log goes on from a checkpoint');
    await dataSource.query('TRUNCATE audit_checkpoints');
    await dataSource.runMigrations();
  });

  it('never drop a table with enrolments', async () => {
    await dataSource.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ('kept', '[1]')`);
    await expect(undoAll(dataSource)).rejects.toThrow('face_encodings holds encodings');
    expect(await dataSource.query('SELECT user_id FROM face_encodings')).toEqual([{ user_id: 'kept' }]);
    await dataSource.runMigrations();
    expect(await dataSource.query('SELECT user_id FROM enrolled_users')).toEqual([{ user_id: 'kept' }]);
  });

  it('run only what an older database has not recorded, and leave it as a new one', async () => {
    const before: unknown = await dataSource.query(SCHEMA);
    await dataSource.query('DELETE FROM face_encodings');
    await undoAll(dataSource);
    await dataSource.query('DROP TABLE typeorm_migrations');
    await dataSource.query(NINE_MIGRATIONS);
    await dataSource.query(PYTHON_ROWS);
    const ran = await dataSource.runMigrations();
    expect(ran.map((migration) => migration.name)).toEqual(ALL_MIGRATIONS.slice(9));
    expect(await dataSource.query('SELECT count(*)::int AS rows FROM face_encodings')).toEqual([
      { rows: 30 },
    ]);
    expect(await dataSource.query(SCHEMA)).toEqual(before);
  });

  it('take over a database of the Python service with every row', async () => {
    await dataSource.query('DELETE FROM face_encodings');
    await undoAll(dataSource);
    await dataSource.query(PYTHON_SCHEMA);
    await dataSource.query(PYTHON_ROWS);
    const before: unknown = await dataSource.query(ENCODINGS);

    await dataSource.runMigrations();

    expect(await dataSource.query(ENCODINGS)).toEqual(before);
    expect(await dataSource.query('SELECT DISTINCT model FROM face_encodings')).toEqual([
      { model: 'face_recognition' },
    ]);
    const [users] = await dataSource.query<{ users: string; encodings: string }[]>(
      `SELECT count(*) AS users, sum(encodings) AS encodings FROM enrolled_users`,
    );
    expect(users).toEqual({ users: '12', encodings: '30' });
    const triggers = await dataSource.query<{ tgname: string }[]>(
      `SELECT tgname, tgfoid::regproc::text AS function FROM pg_trigger
       WHERE tgname = 'update_face_encodings_updated_at'`,
    );
    expect(triggers).toEqual([
      { tgname: 'update_face_encodings_updated_at', function: 'update_updated_at_column' },
    ]);
  });

  it('leave a table into which the Python service still writes', async () => {
    await dataSource.query(`INSERT INTO face_encodings (user_id, encoding) VALUES ($1, $2), ($1, $2)`, [
      'from-python',
      JSON.stringify(Array.from(someEncoding(1))),
    ]);
    await dataSource.query(`UPDATE face_encodings SET encoding = '[2]' WHERE user_id = 'from-python'`);
    expect(
      await dataSource.query(`SELECT encodings, models FROM enrolled_users WHERE user_id = 'from-python'`),
    ).toEqual([{ encodings: 2, models: ['face_recognition'] }]);
    const [row] = await dataSource.query<{ touched: boolean }[]>(
      `SELECT bool_and(updated_at >= created_at) AS touched FROM face_encodings WHERE user_id = 'from-python'`,
    );
    expect(row).toEqual({ touched: true });
  });
});
