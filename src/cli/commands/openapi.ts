import type { Command } from 'commander';
import { outputFile } from '../program/arguments.js';
import { STANDARD_STREAM } from '../program/output.js';

export function addOpenApi(program: Command): void {
  program
    .command('openapi')
    .description('print the OpenAPI document; needs no database and loads no network')
    .option('--out <file>', 'write it instead', outputFile, STANDARD_STREAM)
    .action(async ({ out }: { out: string }) => {
      const { writeOpenApi } = await import('../openapi/openapi.js');
      await writeOpenApi(out);
    });
}
