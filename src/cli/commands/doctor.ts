import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'check Node, the settings, folders, database, rights, pgvector, networks, port and what the settings name, and say ' +
        'what to do; changes nothing; exit code 1 when the service could not run',
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: JsonTarget }) => {
      const { doctor } = await import('../doctor/doctor.js');
      if (!(await doctor(json))) process.exitCode = 1;
    });
}
