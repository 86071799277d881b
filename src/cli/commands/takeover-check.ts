import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addTakeoverCheck(program: Command): void {
  program
    .command('takeover-check')
    .description("look at the Python service's database, without changing it: can this service take it over?")
    .argument('[url]', 'postgresql://…; else DATABASE_URL')
    .option(...JSON_OPTION)
    .action(async (url: string | undefined, { json }: { json?: JsonTarget }) => {
      const { takeoverCheck } = await import('../takeover-check/takeover-check.js');
      if (!(await takeoverCheck(url, json))) process.exitCode = 1;
    });
}
