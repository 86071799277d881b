import { BEFORE_ALL, beginOf } from './audit-checkpoint.js';
import type { AuditAnchor, AuditRepository } from './audit.repository.js';
import { verifyPage } from './verify-audit-log.js';

interface Until {
  /** Asked between two pages. */
  isOver: () => boolean;
  /** No further than this entry's page. */
  lastId?: number;
}

/**
 * Recomputes the chain after an entry, a page at a time, while it goes on being written and its past is removed.
 *
 * @param from null: from its beginning, or the last checkpoint
 * @returns what is wrong, and how far all was well
 */
export async function followChain(
  entries: Pick<AuditRepository, 'after'>,
  from: AuditAnchor | null,
  { isOver, lastId = Infinity }: Until,
): Promise<{ fault: string | null; end: AuditAnchor | null }> {
  let end = from ?? BEFORE_ALL;
  let fault: string | null = null;
  let isDone = false;
  while (!isDone && fault === null && !isOver() && Number(end.id) < lastId) {
    const { page, checkpoints } = await entries.after(end);
    const begin = beginOf(checkpoints);
    if (Number(begin.id) > Number(end.id)) {
      end = begin;
    } else {
      fault = verifyPage(page, end);
      isDone = page.length === 0;
      if (fault === null) end = page.at(-1) ?? end;
    }
  }
  return { fault, end: end === BEFORE_ALL ? null : { id: end.id, hash: end.hash } };
}
