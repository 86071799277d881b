import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuditEntry } from '../../../src/audit/audit-entry.js';
import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { verifyAuditLog, type AuditVerdict } from '../../../src/audit/verify-audit-log.js';
import { packageRoot } from '../../../src/config/package-root.js';
import { setTriggers } from '../../support/database/audit-owner.js';
import { describeOnBothDatabases } from '../../support/database/both-databases.js';
import { withHeldTimeouts } from '../../support/held-timeouts.js';

const run = promisify(execFile);
const verified: AuditEntry = {
  actor: { id: 'kiosk-1', role: 'user' },
  action: 'verify',
  subject: 'u1',
  outcome: 'SUCCESS',
  model: 'face-api/2',
};
const ENTRIES: AuditEntry[] = [
  { ...verified, action: 'enroll' },
  verified,
  { action: 'identify', outcome: 'NO_MATCH' },
  { actor: { id: 'chef', role: 'admin' }, action: 'delete', subject: 'é😀:-"\\', outcome: 'SUCCESS' },
  { actor: 'service', action: 'purge', subject: '', outcome: 'SUCCESS' },
];

describeOnBothDatabases('audit log', (db, kind) => {
  const repository = () => new AuditRepository(db.database);
  const verify = (anchor?: { id: string; hash: string }): Promise<AuditVerdict> =>
    db.dataSource.transaction('REPEATABLE READ', (manager) => verifyAuditLog(manager, { anchor }));

  /** What only the owner of the database can do, and the chain is there to show. */
  async function tamper(sql: string): Promise<AuditVerdict> {
    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    try {
      await setTriggers(runner.manager, 'DISABLE');
      await runner.query(sql);
      return await verifyAuditLog(runner.manager);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  it('is intact when it is empty', async () => {
    expect(await repository().anchor()).toBeNull();
    expect(await verify()).toEqual({ intact: true, entries: 0, removed: 0, end: null });
  });

  it('chains entries of every kind so that another program can check them', async () => {
    for (const entry of ENTRIES) await repository().append(entry);
    expect(await verify()).toEqual({
      intact: true,
      entries: 5,
      removed: 0,
      end: await repository().anchor(),
    });
    const rows: unknown[] = await db.dataSource.query(
      'SELECT actor, actor_role, action, subject, outcome, model FROM audit_log ORDER BY id',
    );
    expect(rows.slice(0, 4)).toEqual([
      {
        actor: 'kiosk-1',
        actor_role: 'user',
        action: 'enroll',
        subject: 'u1',
        outcome: 'SUCCESS',
        model: 'face-api/2',
      },
      {
        actor: 'kiosk-1',
        actor_role: 'user',
        action: 'verify',
        subject: 'u1',
        outcome: 'SUCCESS',
        model: 'face-api/2',
      },
      {
        actor: null,
        actor_role: 'anonymous',
        action: 'identify',
        subject: null,
        outcome: 'NO_MATCH',
        model: null,
      },
      {
        actor: 'chef',
        actor_role: 'admin',
        action: 'delete',
        subject: 'é😀:-"\\',
        outcome: 'SUCCESS',
        model: null,
      },
    ]);
  });

  it('keeps one chain without gaps under parallel writers, and forgets what is rolled back', async () => {
    const before = Number((await repository().anchor())?.id ?? 0);
    const append = async (i: number) => {
      if (i % 3 !== 0) return repository().append({ ...verified, subject: `u${i}` });
      const rolledBack = db.database.transaction(async (manager) => {
        await repository().append({ ...verified, outcome: 'NEVER' }, manager);
        throw new Error('roll back');
      });
      await expect(rolledBack).rejects.toThrow('roll back');
    };
    await withHeldTimeouts(() => Promise.all(Array.from({ length: 30 }, (_, i) => append(i))));
    expect(await verify()).toMatchObject({ intact: true, entries: before + 20 });
  });

  it.each([
    ['UPDATE', "UPDATE audit_log SET outcome = 'SUCCESS' WHERE id = 3"],
    ['DELETE', 'DELETE FROM audit_log WHERE id = 3'],
    ['TRUNCATE', 'TRUNCATE audit_log'],
  ])('refuses %s', async (_, sql) => {
    await expect(db.dataSource.query(sql)).rejects.toThrow('audit_log is append-only');
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('does not let a writer choose number, time or hash', async () => {
    const insert = (columns: string, values: string) =>
      db.dataSource.query(
        `INSERT INTO audit_log (${columns}at, actor_role, action, outcome, previous_hash, hash)
         VALUES (${values}'2000-01-01', 'user', 'verify', 'SUCCESS', '\\x00', '\\x00')`,
      );
    await expect(insert('id, ', '1, ')).rejects.toThrow('audit_log numbers its entries by itself');
    await insert('', '');
    expect(await verify()).toMatchObject({ intact: true });
    const [row] = await db.dataSource.query<{ recent: boolean }[]>(
      `SELECT at > now() - interval '1 minute' AS recent FROM audit_log ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({ recent: true });
  });

  it.each([
    [
      'a changed outcome',
      "UPDATE audit_log SET outcome = 'SUCCESS' WHERE id = 3",
      'entry 3 has been changed',
    ],
    [
      'a changed time',
      "UPDATE audit_log SET at = at - interval '1 microsecond' WHERE id = 2",
      'entry 2 has been changed',
    ],
    [
      'text moved between fields',
      "UPDATE audit_log SET actor = 'kiosk-', action = '1' WHERE id = 2",
      'entry 2 has been changed',
    ],
    [
      'nothing made of something',
      'UPDATE audit_log SET subject = NULL WHERE id = 5',
      'entry 5 has been changed',
    ],
    ['a removed entry', 'DELETE FROM audit_log WHERE id = 3', 'entry 3 is missing'],
    [
      'a removed entry, the others renumbered',
      'DELETE FROM audit_log WHERE id = 3; UPDATE audit_log SET id = id - 1 WHERE id > 3',
      'entry 3 does not follow the one before it',
    ],
    ['another beginning', 'DELETE FROM audit_log WHERE id = 1', 'entry 1 is missing'],
  ])('shows %s', async (_, sql, fault) => {
    expect(await tamper(sql)).toMatchObject({ intact: false, fault });
  });

  it('shows a cut-off end and a rewritten one against an end noted earlier', async () => {
    const anchor = await repository().anchor();
    if (anchor === null) throw new Error('no entries');
    await repository().append(verified);
    expect(await verify(anchor)).toMatchObject({ intact: true });
    const hash = anchor.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    expect(await verify({ ...anchor, hash })).toMatchObject({
      intact: false,
      fault: `entry ${anchor.id} is not the one that was noted`,
    });
    expect(await verify({ id: '1000', hash })).toMatchObject({
      intact: false,
      fault: 'entry 1000 is gone: the end has been cut off',
    });
  });

  if (kind === 'postgresql') {
    it('twoinone audit verify says so, with its exit code', async () => {
      const env = { PATH: process.env['PATH'], DATABASE_URL: db.url };
      const auditVerify = (...args: string[]) =>
        run(process.execPath, [join(packageRoot, 'bin', 'twoinone.js'), 'audit', 'verify', ...args], { env });
      const anchor = await repository().anchor();
      const end = `${anchor?.id}:${anchor?.hash}`;
      expect((await auditVerify('--anchor', end)).stdout).toBe(
        `audit_log is intact: ${anchor?.id} entries; it ends with ${end}\n`,
      );
      await expect(auditVerify('--anchor', `${anchor?.id}:${'0'.repeat(64)}`)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('NOT INTACT') as string,
      });
    });
  }
});
