import { type Command, InvalidArgumentError } from 'commander';
import type { AuditAnchor } from '../../audit/audit.repository.js';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addAudit(program: Command): void {
  const audit = program.command('audit').description('the record of who did what with whose face');
  audit
    .command('verify')
    .description('check that no entry was changed, removed or put in; exit code 1 when one was')
    .option(
      '--anchor <id:hash>',
      'how the chain ended at an earlier time, from an earlier run or the log',
      anchorOf,
    )
    .option(...JSON_OPTION)
    .action(async ({ anchor, json }: { anchor?: AuditAnchor; json?: JsonTarget }) => {
      const { auditVerify } = await import('../security/audit-verify.js');
      if (!(await auditVerify(anchor, json))) process.exitCode = 1;
    });
  audit
    .command('prune')
    .description('remove what is older than AUDIT_RETENTION_DAYS, as the owner of the tables')
    .action(async () => {
      const { auditPrune } = await import('../security/audit-prune.js');
      await auditPrune();
    });
  audit
    .command('sign')
    .description('mark the checkpoints with AUDIT_KEY, after it was changed or given for the first time')
    .action(async () => {
      const { auditSign } = await import('../security/audit-sign.js');
      await auditSign();
    });
}

function anchorOf(text: string): AuditAnchor {
  const [, id, hash] = /^([1-9]\d*):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined)
    throw new InvalidArgumentError('It looks like 12:0a1b…, 64 digits.');
  return { id, hash };
}
