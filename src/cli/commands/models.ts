import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../output.js';

export function addModels(program: Command): void {
  program
    .command('models')
    .description(
      'list the recognition networks that FACE_MODEL can name, and check their files; exit code 1 for a broken one',
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: JsonTarget }) => {
      const { listModels } = await import('../models.js');
      if (!(await listModels(json))) process.exitCode = 1;
    });
}
