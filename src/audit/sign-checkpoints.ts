import { faultOfCheckpoints, isSigned, signed } from './audit-checkpoint.js';
import type { AuditPartitionsRepository } from './audit-partitions.repository.js';
import type { AuditRepository } from './audit.repository.js';

/**
 * Marks all checkpoints with a new AUDIT_KEY, or the first one. Where the key is in use already, one without its mark was put in by
 * somebody who does not have it.
 * @returns how many, or what is wrong; nothing is marked then
 */
export async function signCheckpoints(
  entries: AuditRepository,
  partitions: AuditPartitionsRepository,
  key: string,
): Promise<{ marked: number; fault: string | null }> {
  const checkpoints = await entries.checkpoints();
  const isInUse = checkpoints.some((checkpoint) => isSigned(checkpoint, key));
  const fault = faultOfCheckpoints(checkpoints, isInUse ? key : undefined);
  if (fault !== null) return { marked: 0, fault };
  await partitions.sign(checkpoints.map((checkpoint) => signed(checkpoint, key)));
  return { marked: checkpoints.length, fault: null };
}
