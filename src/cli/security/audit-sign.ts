import { AuditPartitionsRepository } from '../../audit/audit-partitions.repository.js';
import { AuditRepository } from '../../audit/audit.repository.js';
import { signCheckpoints } from '../../audit/sign-checkpoints.js';
import { loadEnv } from '../../config/load-env.js';
import { Database } from '../../database/database.js';
import { withDatabase } from '../database/open-database.js';
import { print } from '../program/output.js';
import { UsageError } from '../program/usage-error.js';

/** Takes the checkpoints for what they say: `audit verify` under the key before tells whether they are to be trusted. */
export async function auditSign(): Promise<void> {
  const { AUDIT_KEY: key } = loadEnv();
  if (key === undefined) throw new UsageError('Set AUDIT_KEY');
  const { marked, fault } = await withDatabase((dataSource) => {
    const database = new Database(dataSource);
    return signCheckpoints(new AuditRepository(database), new AuditPartitionsRepository(database), key);
  });
  if (fault !== null) throw new Error(`audit_log is NOT INTACT, nothing is marked: ${fault}`);
  await print(`${marked} checkpoints carry the mark of this AUDIT_KEY.`);
}
