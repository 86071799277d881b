import { parseArgs } from 'node:util';
import type { AuditAnchor } from '../audit/audit.repository.js';
import { verifyAuditLog } from '../audit/verify-audit-log.js';
import { AppConfig } from '../config/app-config.js';
import { loadEnv } from '../config/load-env.js';
import { dataSourceOptions } from '../database/data-source-options.js';
import { MigratingDataSource } from '../database/migrating-data-source.js';
import { runCommand } from './run-command.js';

const USAGE = 'usage: npm run audit:verify [-- --anchor ID:HASH]   (as noted from an earlier run or the log)';

/** Exit code 0: intact; 1: not, or not to be found out. */
async function main(): Promise<void> {
  const anchor = anchorOf(process.argv.slice(2));
  const { env, dataPath, cachePath } = new AppConfig(loadEnv());
  const settings = {
    databaseUrl: env.DATABASE_URL,
    dataPath,
    cachePath,
    poolMax: 2,
    pace: 'maintenance',
  } as const;
  const dataSource = await new MigratingDataSource(dataSourceOptions(settings)).initialize();
  try {
    const verdict = await dataSource.transaction('REPEATABLE READ', (manager) =>
      verifyAuditLog(manager, anchor),
    );
    if (!verdict.intact) {
      throw new Error(`NOT INTACT after ${verdict.entries} good entries: ${verdict.fault}`);
    }
    const end = verdict.end === null ? '' : `; it ends with ${verdict.end.id}:${verdict.end.hash}`;
    process.stdout.write(`audit_log is intact: ${verdict.entries} entries${end}\n`);
  } finally {
    await dataSource.destroy();
  }
}

function anchorOf(args: string[]): AuditAnchor | undefined {
  const { values } = parseArgs({ args, options: { anchor: { type: 'string' } } });
  if (values.anchor === undefined) return undefined;
  const [, id, hash] = /^([1-9]\d*):([0-9a-f]{64})$/.exec(values.anchor) ?? [];
  if (id === undefined || hash === undefined) throw new Error(USAGE);
  return { id, hash };
}

runCommand(main);
