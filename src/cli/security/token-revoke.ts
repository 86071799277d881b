import { AuditRepository } from '../../audit/audit.repository.js';
import { CLOCK_TOLERANCE_S } from '../../auth/auth-options.js';
import type { Revocation } from '../../auth/revocation/revocation.js';
import { RevocationsRepository } from '../../auth/revocation/revocations.repository.js';
import { Database } from '../../database/database.js';
import { withDatabase } from '../database/open-database.js';
import { print } from '../program/output.js';

/** Refuses a token, or all of a user that were issued until now, at every replica within seconds; the audit log has it too. */
export async function revokeToken(revocation: Omit<Revocation, 'atS'>): Promise<void> {
  const { kind, value } = revocation;
  await withDatabase(async (dataSource) => {
    const database = new Database(dataSource);
    const audit = new AuditRepository(database);
    const entry = {
      actor: 'service',
      action: 'revoke',
      subject: kind === 'sub' ? value : undefined,
      outcome: 'SUCCESS',
    } as const;
    await new RevocationsRepository(database).add(revocation, (manager) => audit.append(entry, manager));
  });
  await print(
    kind === 'jti'
      ? `The token ${value} is refused from now on.`
      : `All tokens of ${value} that were issued until now are refused; new ones count in ${CLOCK_TOLERANCE_S} s, as far as clocks may differ.`,
  );
}
