import { WAL_SEGMENT_BYTES } from '../processes/limited-files.js';

/** Whoever runs SQL as the owner of the database. */
interface Owner {
  query: <T>(sql: string) => Promise<T>;
}

const AUDIT_TABLES = `
  SELECT 'audit_log' AS name UNION ALL
  SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit_log'::regclass`;
/** More than the write-ahead log's files have room for. */
const FILLING = 150_000;

/** What nobody but the owner of the database can do to the audit log. */
export async function asAuditOwner(owner: Owner, work: () => Promise<unknown>): Promise<void> {
  await setTriggers(owner, 'DISABLE');
  try {
    await work();
  } finally {
    await setTriggers(owner, 'ENABLE');
  }
}

/** `DISABLE` without an end, for a transaction that is rolled back. */
export async function setTriggers(owner: Owner, state: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const { name } of await owner.query<{ name: string }[]>(AUDIT_TABLES)) {
    await owner.query(`ALTER TABLE ${name} ${state} TRIGGER USER`);
  }
}

/** Until the audit log is the largest of the database's files. @returns its size in bytes */
export async function fillAuditLog(owner: Owner): Promise<number> {
  await asAuditOwner(owner, () =>
    owner.query(
      `INSERT INTO audit_log (id, at, actor_role, action, outcome, model, previous_hash, hash)
       SELECT last + n, now(), 'anonymous', 'verify', 'NO_MATCH', 'ballast', sha256(''), sha256('')
       FROM generate_series(1, ${FILLING}) AS n, (SELECT coalesce(max(id), 0) AS last FROM audit_log) AS end_of`,
    ),
  );
  const [row] = await owner.query<{ bytes: string }[]>(
    `SELECT max(pg_relation_size(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = 'audit_log'::regclass`,
  );
  const bytes = Number(row?.bytes);
  if (!(bytes > WAL_SEGMENT_BYTES)) throw new Error(`the audit log has only ${bytes} bytes`);
  return bytes;
}
