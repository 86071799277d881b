import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { AnchorFile } from '../../../src/audit/anchor-file.js';
import { signed } from '../../../src/audit/audit-checkpoint.js';
import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { AuditWatch } from '../../../src/audit/audit-watch.js';
import { AppConfig } from '../../../src/config/app-config.js';
import { loadEnv } from '../../../src/config/load-env.js';
import { asAuditOwner } from '../../support/database/audit-owner.js';
import { describeOnBothDatabases } from '../../support/database/both-databases.js';
import { temporaryFolder } from '../../support/database/test-database.js';

const AUDIT_KEY = 'kX3rT9vQ2mZ8bN5cW7yL1pD4sF6gH0jA';

describeOnBothDatabases('the watch over the audit log', (db) => {
  let folder: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    await asOwner('TRUNCATE audit_log, audit_checkpoints');
    await append(5);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const repository = () => new AuditRepository(db.database);
  const append = async (count: number) => {
    for (let i = 0; i < count; i += 1)
      await repository().append({ action: 'verify', subject: `u${i}`, outcome: 'NO_MATCH' });
  };
  const config = (more: Record<string, string> = {}) => {
    const DATABASE_URL = db.url ?? '';
    return new AppConfig(loadEnv({ LOGS_PATH: folder, AUDIT_KEY, DATABASE_URL, ...more }));
  };
  const file = () => new AnchorFile(config()).path;
  /** A service that was just started. */
  const newWatch = () => new AuditWatch(repository(), config());
  const lookAnew = async (watch = newWatch()) => {
    await watch.look();
    return watch.intact;
  };
  const asOwner = (sql: string) => asAuditOwner(db.dataSource.manager, () => db.dataSource.query(sql));

  it('is content while entries are only added, also over restarts', async () => {
    const watch = newWatch();
    expect(watch.intact).toBeNull();
    expect(await lookAnew(watch)).toBe(true);
    await append(3);
    expect(await lookAnew(watch)).toBe(true);
    expect(await lookAnew()).toBe(true);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ id: '8' });
  });

  it.each([
    ['a cut-off end', 'DELETE FROM audit_log WHERE id > 3'],
    ['an emptied table', 'TRUNCATE audit_log'],
    [
      'a middle that is gone',
      'DELETE FROM audit_log WHERE id = 2; UPDATE audit_log SET id = id - 1 WHERE id > 2',
    ],
  ])('finds %s, in a running service and after a restart', async (_name, sql) => {
    const watch = newWatch();
    await watch.look();
    await asOwner(sql);
    expect(await lookAnew(watch)).toBe(false);
    expect(await lookAnew()).toBe(false);
  });

  it('finds a past that was written anew, with a chain that is whole', async () => {
    const watch = newWatch();
    await watch.look();
    await asOwner('TRUNCATE audit_log');
    await append(9);
    expect(await lookAnew(watch)).toBe(false);
    expect(await lookAnew()).toBe(false);
  });

  it('finds a note that was changed along with it', async () => {
    await newWatch().look();
    await asOwner('TRUNCATE audit_log');
    await append(2);
    const forged = { ...(await repository().anchor()), mac: '0'.repeat(64) };
    writeFileSync(file(), JSON.stringify(forged));
    expect(await lookAnew()).toBe(false);
  });

  it('holds no database against the end of another one that used the same folder', async () => {
    const elsewhere = { DATABASE_URL: 'postgresql://svc@elsewhere.example/faces' };
    const other = new AnchorFile(config(elsewhere));
    other.write({ id: '5', hash: 'ab'.repeat(32) });
    expect(await lookAnew()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual([basename(file()), basename(other.path)].sort());
    // The other one's note still counts where it belongs.
    expect(await lookAnew(new AuditWatch(repository(), config(elsewhere)))).toBe(false);
  });

  it('goes on from a checkpoint that carries the mark, and takes no other for one', async () => {
    await newWatch().look();
    const noted = await repository().anchor();
    if (noted === null) throw new Error('no entries');
    await append(1);
    const removed = {
      firstId: '1',
      lastId: noted.id,
      lastHash: noted.hash,
      newest: '2026-01-01T00:00:00.000000Z',
    };
    await asOwner('DELETE FROM audit_log WHERE id < 6');
    await db.dataSource.query(
      `INSERT INTO audit_checkpoints (first_id, last_id, last_hash, newest, mark)
       VALUES (1, $1, decode($2, 'hex'), $3, $4)`,
      [noted.id, noted.hash, removed.newest, signed(removed, AUDIT_KEY).mark],
    );
    expect(await lookAnew()).toBe(true);
    await db.dataSource.query('UPDATE audit_checkpoints SET mark = NULL');
    expect(await lookAnew()).toBe(false);
  });

  it('finds a change after the end that was noted', async () => {
    const watch = newWatch();
    await watch.look();
    await append(3);
    await asOwner(`UPDATE audit_log SET outcome = 'SUCCESS' WHERE id = 7`);
    expect(await lookAnew(watch)).toBe(false);
  });
});
