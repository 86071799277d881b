import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DatabaseRightsError } from '../../../src/database/database-start.js';
import { openGallery } from '../../../src/faces/gallery/open-gallery.js';
import { TEST_MODEL } from '../../support/database/gallery-backends.js';
import { RoleDatabases } from '../../support/database/role-databases.js';
import { TestDatabase } from '../../support/database/test-database.js';
import { PYTHON_SCHEMA } from '../../support/people/python-service.js';
import { runCli } from '../../support/processes/run-cli.js';
import { whyNoPgvector } from '../../support/servers/private-postgres.js';

const reason = whyNoPgvector();
if (reason !== null) console.warn(`SKIPPED: roles at the start: ${reason}`);

(reason === null ? describe : describe.skip)('roles at the start', () => {
  let roles: RoleDatabases;

  beforeAll(async () => {
    roles = await RoleDatabases.start();
  });

  afterAll(() => roles.stop());

  it('that were given rights before keep them', async () => {
    await roles.create(
      'earlier',
      `${PYTHON_SCHEMA}; GRANT SELECT, INSERT ON face_encodings TO reporter;
      GRANT USAGE ON SEQUENCE face_encodings_id_seq TO reporter; GRANT USAGE ON SCHEMA public TO reporter`,
    );
    await roles.migrate('earlier');
    await roles.sql(
      'reporter',
      'earlier',
      `INSERT INTO face_encodings (user_id, encoding) VALUES ('ada', '[1]')`,
    );
    expect((await roles.sql('reporter', 'earlier', 'SELECT FROM face_encodings')).rowCount).toBe(1);
    const { started, warnings } = roles.serve('earlier', 'keeper');
    await (await started).destroy();
    expect(warnings).toEqual([
      'Other roles hold rights on the tables: reporter on face_encodings. Revoke what nobody needs',
    ]);
  });

  it('without what is needed stop the start in words', async () => {
    await roles.create('unfit');
    await roles.migrate('unfit');
    await roles.sql(
      'keeper',
      'unfit',
      'GRANT USAGE ON SCHEMA public TO svc; GRANT SELECT ON typeorm_migrations TO svc',
    );
    const { started } = roles.serve('unfit');
    const error = await started.catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(DatabaseRightsError);
    expect(String(error)).toContain(
      'the role svc may not do what requests need (audit_checkpoints: SELECT, audit_log: INSERT, audit_log: SELECT',
    );
    expect(String(error)).toContain('more): see docs/operations.md, "Roles"');
  });

  it('are told who has to run the migrations', async () => {
    await roles.create(
      'foreign_owner',
      `${PYTHON_SCHEMA}; GRANT ALL ON SCHEMA public TO svc;
      GRANT ALL ON face_encodings TO svc; GRANT ALL ON SEQUENCE face_encodings_id_seq TO svc`,
    );
    const error = await TestDatabase.open(roles.url('svc', 'foreign_owner')).catch(
      (refusal: unknown) => refusal,
    );
    expect(String(error)).toMatch(
      /Database rights: the role svc does not own face_encodings.*let the owner run the migrations/,
    );
    const { code, stdout } = await runCli(['takeover-check', roles.url('svc', 'foreign_owner')]);
    expect(stdout).toContain('X BLOCKER the role svc does not own face_encodings');
    expect(code).toBe(1);
  });

  it('that may not create pgvector, or not use it, search in memory and say why, once', async () => {
    await roles.create('late_vector', '', false);
    await roles.migrate('late_vector');
    roles.letServe('late_vector');
    const warnings: unknown[] = [];
    const heard = jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((message: unknown) => void warnings.push(message));
    const kindOf = async (): Promise<string> => {
      const database = await TestDatabase.open(roles.url('svc', 'late_vector'));
      const gallery = await openGallery(database.dataSource, database.database, TEST_MODEL, {
        memoryMaxUsers: 10,
      });
      await gallery.close();
      await database.close();
      return gallery.kind;
    };
    try {
      expect(await kindOf()).toBe('memory');
      const { stdout } = await runCli(['takeover-check', roles.url('svc', 'late_vector')]);
      expect(stdout).toContain('! warning pgvector is available, but this role may not create it');
      await roles.sql('postgres', 'late_vector', 'CREATE EXTENSION vector');
      expect(await kindOf()).toBe('memory');
      expect(warnings).toEqual([
        expect.stringMatching(
          /^pgvector is available, but this role may not create it.*: searching in memory$/,
        ),
        expect.stringMatching(
          /^pgvector is installed, but only the owner.*"npm run migration:run": searching in memory$/,
        ),
      ]);
      await roles.migrate('late_vector');
      roles.letServe('late_vector');
      expect(await kindOf()).toBe('pgvector');
    } finally {
      heard.mockRestore();
    }
  });
});
