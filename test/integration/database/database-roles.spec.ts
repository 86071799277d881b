import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TABLES } from '../../../migrations/tables.js';
import { AuditPartitionsRepository } from '../../../src/audit/audit-partitions.repository.js';
import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { startDatabase } from '../../../src/database/database-start.js';
import { openGallery } from '../../../src/faces/gallery/open-gallery.js';
import { VerificationLockRepository } from '../../../src/faces/verification-lock/verification-lock.repository.js';
import { TEST_MODEL } from '../../support/database/gallery-backends.js';
import { RoleDatabases } from '../../support/database/role-databases.js';
import { databaseSettings, someEncoding, TestDatabase } from '../../support/database/test-database.js';
import { findPostgresBinaries } from '../../support/servers/postgres-binaries.js';
import { PrivatePostgres, whyNoPgvector } from '../../support/servers/private-postgres.js';

const reason = whyNoPgvector();
if (reason !== null) console.warn(`SKIPPED: roles: ${reason}`);

/** What Supabase does to a new project's database, before anybody makes a table. */
const SUPABASE = `
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated;
  GRANT USAGE ON SCHEMA public TO anon, authenticated;`;

/** One partition, whose entries are of another month. */
const AGED_AUDIT_LOG = `
  ALTER TABLE audit_log_1 DISABLE TRIGGER USER;
  UPDATE audit_log_1 SET at = at - interval '100 days';
  ALTER TABLE audit_log_1 ENABLE TRIGGER USER`;

(reason === null ? describe : describe.skip)('roles', () => {
  let roles: RoleDatabases;

  beforeAll(async () => {
    roles = await RoleDatabases.start();
  });

  afterAll(() => roles.stop());

  it("have nothing to do with the browser's roles of a Supabase project", async () => {
    await roles.create('supabase', SUPABASE);
    const database = await TestDatabase.open(roles.url('keeper', 'supabase'));
    await database.repository.enroll('ada', [{ encoding: someEncoding(1) }], 'm', 5);
    await new AuditRepository(database.database).append({ action: 'enroll', outcome: 'SUCCESS' });
    await roles.sql('keeper', 'supabase', AGED_AUDIT_LOG);
    expect(await new AuditPartitionsRepository(database.database).begin()).toBe(true);
    for (const role of ['anon', 'authenticated'] as const) {
      for (const table of [...Object.keys(TABLES), 'audit_log_1', 'audit_log_2']) {
        await expect(roles.sql(role, 'supabase', `SELECT FROM ${table}`)).rejects.toThrow(
          'permission denied',
        );
        await expect(roles.sql(role, 'supabase', `DELETE FROM ${table}`)).rejects.toThrow(
          'permission denied',
        );
      }
      await expect(
        roles.sql(
          role,
          'supabase',
          `INSERT INTO audit_log (actor_role, action, outcome) VALUES ('admin', 'enroll', 'SUCCESS')`,
        ),
      ).rejects.toThrow('permission denied');
      for (const call of [
        `nextval('face_template_changes')`,
        `refresh_face_templates('{ada}')`,
        'fold_gallery_counts()',
      ]) {
        await expect(roles.sql(role, 'supabase', `SELECT ${call}`)).rejects.toThrow('permission denied');
      }
      // Somebody clicks "grant" later: there are still no rows.
      await roles.sql('keeper', 'supabase', `GRANT SELECT, INSERT ON face_encodings TO ${role}`);
      expect((await roles.sql(role, 'supabase', 'SELECT FROM face_encodings')).rowCount).toBe(0);
      await expect(
        roles.sql(role, 'supabase', `INSERT INTO face_encodings (user_id, encoding) VALUES ('eve', '[1]')`),
      ).rejects.toThrow(/row-level security|permission denied/);
    }
    await database.close();
    const { started, warnings } = roles.serve('supabase', 'keeper');
    await (await started).destroy();
    expect(warnings).toEqual([
      'Other roles hold rights on the tables: anon on face_encodings, authenticated on face_encodings. Revoke what nobody needs',
    ]);
    await roles.migrate('supabase');
    await expect(roles.sql('anon', 'supabase', 'SELECT FROM face_encodings')).rejects.toThrow(
      'permission denied',
    );
  });

  it('every table has row security, and every function of the owner a search path without the caller', async () => {
    await roles.create('inventory');
    await roles.migrate('inventory');
    const tables = await roles.sql(
      'keeper',
      'inventory',
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relrowsecurity`,
    );
    expect(tables.rows.map((row: { relname: string }) => row.relname).sort()).toEqual(
      [...Object.keys(TABLES), 'audit_log_1'].sort(),
    );
    const functions = await roles.sql(
      'keeper',
      'inventory',
      `SELECT DISTINCT proconfig::text AS config, has_function_privilege('stranger', oid, 'EXECUTE') AS open
       FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`,
    );
    expect(functions.rows).toEqual([{ config: '{"search_path=public, pg_temp"}', open: false }]);
  });

  it('without rights cannot run code as the owner through a temporary table', async () => {
    await roles.create('attacked');
    await roles.migrate('attacked');
    await roles.sql('postgres', 'attacked', 'GRANT USAGE ON SCHEMA public TO stranger');
    await expect(
      roles.sql(
        'stranger',
        'attacked',
        `CREATE TEMP TABLE enrolled_users (user_id text); SELECT refresh_enrolled_users('{x}')`,
      ),
    ).rejects.toThrow('permission denied for function refresh_enrolled_users');
  });

  it('two of them: one owns and migrates, the other serves and cannot change the audit log', async () => {
    await roles.create('two_roles');
    await roles.migrate('two_roles');
    roles.letServe('two_roles');
    roles.letServe('two_roles');
    const { started, warnings } = roles.serve('two_roles');
    await (await started).destroy();
    expect(warnings).toEqual([]);
    const database = await TestDatabase.open(roles.url('svc', 'two_roles'));
    const gallery = await openGallery(database.dataSource, database.database, TEST_MODEL, {
      memoryMaxUsers: 10,
    });
    expect(gallery.kind).toBe('pgvector');
    const encoding = someEncoding(1, TEST_MODEL.dimension);
    await database.repository.enroll('ada', [{ encoding }], TEST_MODEL.version, 5);
    expect(await gallery.search(encoding, 1)).toMatchObject([{ userId: 'ada' }]);
    const locks = new VerificationLockRepository(database.database);
    await locks.clear('ada');
    const audit = new AuditRepository(database.database);
    await audit.append({ action: 'enroll', subject: 'ada', outcome: 'SUCCESS' });
    expect(await audit.anchor()).toMatchObject({ id: '1' });
    for (const change of [
      'UPDATE audit_log SET outcome = outcome',
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
    ]) {
      await expect(roles.sql('svc', 'two_roles', change)).rejects.toThrow(
        'permission denied for table audit_log',
      );
    }
    await expect(roles.sql('svc', 'two_roles', 'DROP TABLE audit_log')).rejects.toThrow('must be owner');
    await roles.sql('keeper', 'two_roles', AGED_AUDIT_LOG);
    const partitions = new AuditPartitionsRepository(database.database);
    expect(await partitions.begin()).toBe(true);
    await audit.append({ action: 'verify', subject: 'ada', outcome: 'SUCCESS' });
    for (const table of ['audit_log_1', 'audit_log_2']) {
      await expect(roles.sql('svc', 'two_roles', `SELECT FROM ${table}`)).rejects.toThrow(
        'permission denied',
      );
      await expect(roles.sql('svc', 'two_roles', `DROP TABLE ${table}`)).rejects.toThrow('must be owner');
    }
    const expired = await partitions.expired(90);
    if (expired === null) throw new Error('nothing is old enough');
    const { table, ...end } = expired;
    const checkpoint = { ...end, firstId: '1', mark: null };
    await expect(partitions.remove(table, checkpoint, () => Promise.resolve())).rejects.toThrow(
      'permission denied for table audit_log',
    );
    expect(await database.repository.deleteByUser('ada')).toBe(1);
    await gallery.close();
    await database.close();
  });

  it("the bundled PostgreSQL's is no superuser, and nobody is one over the network", async () => {
    const bundled = await PrivatePostgres.start({ fsync: false, pgvector: true });
    try {
      const binaries = findPostgresBinaries();
      if ('missing' in binaries) throw new Error(binaries.missing);
      const PATH = `${binaries.folder}:${process.env['PATH'] ?? ''}`;
      const login = { PGHOST: '127.0.0.1', PGPORT: `${bundled.port}` };
      const image = { POSTGRES_USER: 'postgres', POSTGRES_PASSWORD: `it's "a" secret` };
      execFileSync(join(packageRoot, 'docker', 'postgres', 'service-role.sh'), {
        env: { PATH, ...login, ...image },
        stdio: 'pipe',
      });
      const url = `postgresql://twoinone@127.0.0.1:${bundled.port}/twoinone`;
      const warnings: string[] = [];
      const options = {
        runMigrations: true,
        log: () => undefined,
        warn: (text: string) => warnings.push(text),
      };
      const dataSource = await startDatabase(databaseSettings(url), options);
      expect(warnings).toEqual([]);
      expect(await dataSource.query(`SELECT to_regclass('face_vectors') IS NOT NULL AS vectors`)).toEqual([
        { vectors: true },
      ]);
      await dataSource.destroy();
      const { rows } = await bundled.run(
        `SELECT rolname, rolsuper, rolpassword IS NULL AS closed FROM pg_authid WHERE rolcanlogin ORDER BY 1`,
      );
      expect(rows).toEqual([
        { rolname: 'postgres', rolsuper: true, closed: true },
        { rolname: 'twoinone', rolsuper: false, closed: false },
      ]);
    } finally {
      await bundled.stop();
    }
  });
});
