import { beginOf, faultOfCheckpoints, signed } from './audit-checkpoint.js';
import type { AuditPartitionsRepository } from './audit-partitions.repository.js';
import type { AuditRepository } from './audit.repository.js';
import { followChain } from './follow-chain.js';

interface Limits {
  days: number;
  /** AUDIT_KEY, with which the checkpoints are marked. */
  key: string | undefined;
  isOver?: () => boolean;
}

/**
 * Removes whole partitions whose youngest entry is older than `days`, oldest first, each after its chain was recomputed once
 * more: what was tampered with is kept as evidence.
 */
export async function pruneAuditLog(
  entries: AuditRepository,
  partitions: AuditPartitionsRepository,
  { days, key, isOver = () => false }: Limits,
): Promise<{ removed: number; fault: string | null }> {
  let removed = 0;
  while (!isOver()) {
    const partition = await partitions.expired(days);
    if (partition === null) break;
    const checkpoints = await entries.checkpoints();
    const begin = beginOf(checkpoints);
    // Unmarked, the next one would be taken for forged.
    if (key === undefined && checkpoints.some(({ mark }) => mark !== null))
      return { removed, fault: 'earlier checkpoints carry the mark of an AUDIT_KEY, and none is set' };
    const { table, ...end } = partition;
    const lastId = Number(end.lastId);
    const fault =
      faultOfCheckpoints(checkpoints, key) ?? (await followChain(entries, begin, { isOver, lastId })).fault;
    if (fault !== null) return { removed, fault };
    if (isOver()) break;
    const firstId = Number(begin.id) + 1;
    const checkpoint = signed({ ...end, firstId: String(firstId) }, key);
    const isRemoved = await partitions.remove(table, checkpoint, (manager) =>
      entries.append(
        { actor: 'service', action: 'purge', outcome: `AUDIT_LOG ${firstId}-${lastId}` },
        manager,
      ),
    );
    // Another replica is at it.
    if (!isRemoved) break;
    removed += lastId - firstId + 1;
  }
  return { removed, fault: null };
}
