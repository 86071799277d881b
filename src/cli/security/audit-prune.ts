import { AuditPartitionsRepository } from '../../audit/audit-partitions.repository.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { pruneAuditLog } from '../../audit/prune-audit-log.js';
import { loadEnv } from '../../config/load-env.js';
import { Database } from '../../database/database.js';
import { withDatabase } from '../database/open-database.js';
import { print } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';

/** What the service does by itself every hour where its role owns the tables. */
export async function auditPrune(): Promise<void> {
  const { AUDIT_RETENTION_DAYS: days, AUDIT_KEY: key } = loadEnv();
  if (days === undefined) throw new UsageError('Set AUDIT_RETENTION_DAYS');
  const { removed, fault } = await withDatabase(async (dataSource) => {
    const database = new Database(dataSource);
    const partitions = new AuditPartitionsRepository(database);
    await partitions.begin();
    return pruneAuditLog(new AuditRepository(database), partitions, { days, key });
  });
  if (fault !== null) throw new Error(`audit_log is NOT INTACT, ${removed} entries removed: ${fault}`);
  await print(removed === 0 ? 'Nothing is old enough.' : `${removed} entries are removed.`);
}
