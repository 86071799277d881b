import type { Command } from 'commander';

export function addErase(program: Command): void {
  program
    .command('erase')
    .description(
      'take what was computed of deleted faces out of the database’s files; each table is closed while it is written anew',
    )
    .action(async () => (await import('../people/erase.js')).erase());
}
