import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'enrol, recognise, refuse strangers, list and delete: by HTTP, on a service and a database of its own',
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: JsonTarget }) => {
      const { demo } = await import('../demo/demo.js');
      if (!(await demo(json))) process.exitCode = 1;
    });
}
