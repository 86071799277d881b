import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addMigrate(program: Command): void {
  const migrate = program.command('migrate').description("the database's schema");
  migrate
    .command('run')
    .description('bring it up to date; as the service does at its start, unless MIGRATIONS_RUN=false')
    .action(async () => (await import('../database/migrate.js')).runMigrations());
  migrate
    .command('revert')
    .description('undo the last migration')
    .action(async () => (await import('../database/migrate.js')).revertMigration());
  migrate
    .command('show')
    .description('list the migrations, [X] for those that have run')
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: JsonTarget }) =>
      (await import('../database/migrate.js')).showMigrations(json),
    );
  migrate
    .command('check')
    .description(
      'compare the schema that the migrations make, and that of DATABASE_URL where it is set, with what the code expects',
    )
    .action(async () => {
      const { checkMigrations } = await import('../database/check-migrations.js');
      if (!(await checkMigrations())) process.exitCode = 1;
    });
}
