import { beforeEach, expect, it } from '@jest/globals';
import { AuditPartitionsRepository } from '../../../src/audit/audit-partitions.repository.js';
import { AuditRepository } from '../../../src/audit/audit.repository.js';
import { signed } from '../../../src/audit/audit-checkpoint.js';
import { pruneAuditLog } from '../../../src/audit/prune-audit-log.js';
import { signCheckpoints } from '../../../src/audit/sign-checkpoints.js';
import { type AuditVerdict, verifyAuditLog } from '../../../src/audit/verify-audit-log.js';
import { asAuditOwner } from '../../support/database/audit-owner.js';
import { describeOnBothDatabases } from '../../support/database/both-databases.js';

const KEY = 'kX3rT9vQ2mZ8bN5cW7yL1pD4sF6gH0jA';

describeOnBothDatabases('the past of the audit log', (db) => {
  const entries = () => new AuditRepository(db.database);
  const partitions = () => new AuditPartitionsRepository(db.database);
  const verify = (key = KEY, anchor?: { id: string; hash: string }) =>
    db.dataSource.transaction('REPEATABLE READ', (manager): Promise<AuditVerdict> =>
      verifyAuditLog(manager, { key, anchor }),
    );
  const prune = (days = 90) => pruneAuditLog(entries(), partitions(), { days, key: KEY });
  const tables = async () => {
    const rows = await db.dataSource.query<{ name: string }[]>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_log'::regclass ORDER BY inhrelid`,
    );
    return rows.map(({ name }) => name);
  };
  const append = async (count: number) => {
    for (let i = 0; i < count; i += 1) {
      await entries().append({ action: 'verify', subject: `u${i}`, outcome: 'NO_MATCH' });
    }
  };

  /** Entries as they would have been written some days ago, chained by the same trigger with another clock. */
  async function appendBefore(days: number, count: number): Promise<void> {
    const [row] = await db.dataSource.query<{ definition: string }[]>(
      `SELECT pg_get_functiondef('audit_log_chain'::regproc) AS definition`,
    );
    const definition = row?.definition ?? '';
    await db.dataSource.query(
      definition.replace('clock_timestamp()', `clock_timestamp() - interval '${days} days'`),
    );
    await append(count);
    await db.dataSource.query(definition);
  }

  beforeEach(async () => {
    await db.dataSource.query('TRUNCATE audit_checkpoints');
    for (const table of await tables()) {
      await db.dataSource.query(`ALTER TABLE audit_log DETACH PARTITION ${table}`);
      await db.dataSource.query(`DROP TABLE ${table}`);
    }
    await db.dataSource.query(
      'CREATE TABLE audit_log_1 PARTITION OF audit_log FOR VALUES FROM (MINVALUE) TO (MAXVALUE)',
    );
    await db.dataSource.query(`SELECT audit_log_protect_partition('audit_log_1')`);
  });

  it('begins a partition when a month has begun since the first entry, and not before', async () => {
    expect(await partitions().begin()).toBe(false);
    await append(2);
    expect(await partitions().begin()).toBe(false);
    expect(await tables()).toEqual(['audit_log_1']);
  });

  it('begins one of several replicas’ attempts at once, and while somebody reads the log holds nobody up', async () => {
    await appendBefore(40, 2);
    const begun = await Promise.all([partitions().begin(), partitions().begin(), partitions().begin()]);
    expect(begun.filter(Boolean)).toEqual([true]);
    await append(1);
    if (db.url === undefined) return;
    const reader = db.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('SELECT count(*) FROM audit_log');
    expect(await partitions().begin()).toBe(false);
    await reader.rollbackTransaction();
    await reader.release();
  });

  it('neither begins nor removes a partition while another replica does, and waits for nobody', async () => {
    if (db.url === undefined) return;
    await appendBefore(200, 2);
    await partitions().begin();
    await appendBefore(40, 1);
    const other = db.dataSource.createQueryRunner();
    await other.startTransaction();
    await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('audit_log_partitions', 0))`);
    // Behind this lock, of which nobody gets any, either would fail.
    await other.query('LOCK TABLE audit_log IN SHARE MODE');
    expect(await partitions().begin()).toBe(false);
    expect(await prune()).toEqual({ removed: 0, fault: null });
    await other.rollbackTransaction();
    await other.release();
    expect(await partitions().begin()).toBe(true);
    expect(await prune()).toEqual({ removed: 2, fault: null });
  });

  it('removes whole partitions, and the chain goes on from a marked checkpoint', async () => {
    await appendBefore(200, 3);
    expect(await partitions().begin()).toBe(true);
    await appendBefore(120, 4);
    const noted = await entries().anchor();
    expect(await partitions().begin()).toBe(true);
    await append(2);
    expect(await tables()).toEqual(['audit_log_1', 'audit_log_4', 'audit_log_8']);

    expect(await prune(150)).toEqual({ removed: 3, fault: null });
    expect(await prune(100)).toEqual({ removed: 4, fault: null });
    expect(await prune(1)).toEqual({ removed: 0, fault: null });
    expect(await tables()).toEqual(['audit_log_8']);
    expect(await verify()).toMatchObject({ intact: true, entries: 4, removed: 7 });
    if (noted === null) throw new Error('nothing noted');
    expect(await verify(KEY, noted)).toMatchObject({ intact: true });
    expect(await verify(KEY, { ...noted, hash: '0'.repeat(64) })).toMatchObject({ intact: false });
    const purged = await db.dataSource.query<{ outcome: string }[]>(
      `SELECT outcome FROM audit_log WHERE action = 'purge' ORDER BY id`,
    );
    expect(purged.map(({ outcome }) => outcome)).toEqual(['AUDIT_LOG 1-3', 'AUDIT_LOG 4-7']);
  });

  it('keeps the one in use, and entries that are younger than their partition', async () => {
    await appendBefore(200, 2);
    expect(await prune()).toEqual({ removed: 0, fault: null });
    await append(1);
    await partitions().begin();
    expect(await prune()).toEqual({ removed: 0, fault: null });
    expect(await verify()).toMatchObject({ intact: true, entries: 3, removed: 0 });
  });

  it('goes on when nothing is left but the checkpoint', async () => {
    await appendBefore(200, 2);
    await partitions().begin();
    const record = () => Promise.resolve();
    const [partition] = [await partitions().expired(90)];
    if (partition === null) throw new Error('nothing expired');
    const { table, ...end } = partition;
    await partitions().remove(table, signed({ ...end, firstId: '1' }, KEY), record);
    expect(await verify()).toEqual({
      intact: true,
      entries: 0,
      removed: 2,
      end: { id: '2', hash: partition.lastHash },
    });
    await append(1);
    expect(await verify()).toMatchObject({ intact: true, entries: 1, end: { id: '3' } });
  });

  it('keeps what was tampered with', async () => {
    await appendBefore(200, 3);
    await partitions().begin();
    await asAuditOwner(db.dataSource.manager, () =>
      db.dataSource.query(`UPDATE audit_log SET outcome = 'SUCCESS' WHERE id = 2`),
    );
    expect(await prune()).toEqual({ removed: 0, fault: 'entry 2 has been changed' });
    expect(await tables()).toContain('audit_log_1');
  });

  it.each([
    ['without a mark', undefined],
    ['with the mark of another key', 'another key, which the database’s owner has'],
  ])('shows a past that the owner of the database removed, %s', async (_, key) => {
    await appendBefore(200, 3);
    await partitions().begin();
    await append(1);
    await pruneAuditLog(entries(), partitions(), { days: 90, key });
    const fault = 'the checkpoint of the entries 1 to 3 does not carry the mark of AUDIT_KEY';
    expect(await verify()).toMatchObject({ intact: false, fault });
    expect(await signCheckpoints(entries(), partitions(), KEY)).toEqual({ marked: 1, fault: null });
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('marks nothing beside what carries the mark, and removes nothing without the key that is in use', async () => {
    await appendBefore(200, 3);
    await partitions().begin();
    await appendBefore(180, 2);
    await partitions().begin();
    await append(1);
    expect(await prune(190)).toEqual({ removed: 3, fault: null });
    expect(await pruneAuditLog(entries(), partitions(), { days: 90, key: undefined })).toEqual({
      removed: 0,
      fault: 'earlier checkpoints carry the mark of an AUDIT_KEY, and none is set',
    });

    await db.dataSource.query('DROP TABLE audit_log_4');
    await db.dataSource.query(
      `INSERT INTO audit_checkpoints (first_id, last_id, last_hash, newest)
       SELECT 4, 5, previous_hash, now() FROM audit_log WHERE id = 6`,
    );
    const fault = 'the checkpoint of the entries 4 to 5 does not carry the mark of AUDIT_KEY';
    expect(await signCheckpoints(entries(), partitions(), KEY)).toEqual({ marked: 0, fault });
    expect(await verify()).toMatchObject({ intact: false, fault });
  });

  it('shows a partition that was dropped without a checkpoint, and a checkpoint that was', async () => {
    await appendBefore(200, 3);
    await partitions().begin();
    await append(1);
    await db.dataSource.query('DROP TABLE audit_log_1');
    expect(await verify()).toMatchObject({ intact: false, fault: 'entry 1 is missing' });
    await db.dataSource.query(
      `INSERT INTO audit_checkpoints (first_id, last_id, last_hash, newest) VALUES (2, 3, '\\x00', now())`,
    );
    expect(await verify()).toMatchObject({
      intact: false,
      fault: 'the checkpoint of entry 1 is missing',
    });
  });

  it('nobody changes a partition either', async () => {
    await appendBefore(200, 1);
    await partitions().begin();
    await append(1);
    for (const table of await tables()) {
      for (const sql of [`UPDATE ${table} SET outcome = ''`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(db.dataSource.query(sql)).rejects.toThrow('audit_log is append-only');
      }
    }
  });
});
