import type { Command } from 'commander';
import { outputFile, userId } from '../program/arguments.js';

export function addExport(program: Command): void {
  program
    .command('export')
    .description("write every encoding to a new file that only its owner can read, for 'twoinone import'")
    .argument('<file>', 'never one that exists; - is stdout', outputFile)
    .option('--user <id>', 'only of this person', userId)
    .action(async (file: string, { user }: { user?: string }) => {
      const { exportEncodings } = await import('../people/export.js');
      await exportEncodings(file, user);
    });
}
