import { AnchorFile } from '../../audit/anchor-file.js';
import type { AuditAnchor } from '../../audit/audit.repository.js';
import { verifyAuditLog } from '../../audit/verify-audit-log.js';
import { AppConfig } from '../../config/app-config.js';
import { loadEnv } from '../../config/load-env.js';
import { withDatabase } from '../database/open-database.js';
import { type JsonTarget, printResult, tell } from '../program/output.js';

/** @returns whether the chain is intact */
export async function auditVerify(anchor: AuditAnchor | undefined, json: JsonTarget): Promise<boolean> {
  const config = new AppConfig(loadEnv());
  const noted = {
    anchor: anchor ?? new AnchorFile(config).read() ?? undefined,
    key: config.env.AUDIT_KEY,
  };
  const verdict = await withDatabase((dataSource) =>
    dataSource.transaction('REPEATABLE READ', (manager) => verifyAuditLog(manager, noted)),
  );
  if (!verdict.intact) {
    tell(`NOT INTACT after ${verdict.entries} good entries: ${verdict.fault}`);
    if (json !== undefined) await printResult('', verdict, json);
    return false;
  }
  const end = verdict.end === null ? '' : `; it ends with ${verdict.end.id}:${verdict.end.hash}`;
  const before = verdict.removed === 0 ? '' : ` after ${verdict.removed} that were removed`;
  if (verdict.removed > 0 && noted.key === undefined)
    tell('Without AUDIT_KEY nobody knows who removed them: their checkpoints are taken for what they say.');
  await printResult(`audit_log is intact: ${verdict.entries} entries${before}${end}`, verdict, json);
  return true;
}
