import type { Command } from 'commander';
import { JSON_OPTION, type JsonTarget } from '../program/output.js';

export function addModels(program: Command): void {
  const models = program
    .command('models')
    .description('the networks that FACE_MODEL can name, and those that can be added');
  models
    .command('list', { isDefault: true })
    .description(
      'licence, hash, calibration and measured figures of each; exit code 1 when one cannot be used',
    )
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: JsonTarget }) => {
      const { listModels } = await import('../models/list-models.js');
      if (!(await listModels(json))) process.exitCode = 1;
    });
  models
    .command('add')
    .description('install a network of the catalogue in MODELS_PATH, if its hash is the one known')
    .argument('<name>', 'as the list names it')
    .option('--from <path>', 'its file, or a folder with its files, in the place of a download')
    .action(async (name: string, { from }: { from?: string }) => {
      const { addModel } = await import('../models/change-models.js');
      await addModel(name, from);
    });
  models
    .command('check')
    .description(
      'read all files and load each recognition network as the service does; exit code 1 for a broken one',
    )
    .argument('[name]', 'only this one')
    .option(...JSON_OPTION)
    .action(async (name: string | undefined, { json }: { json?: JsonTarget }) => {
      const { checkModels } = await import('../models/check-models.js');
      if (!(await checkModels(name, json))) process.exitCode = 1;
    });
  models
    .command('remove')
    .description('remove a network from MODELS_PATH, unless it is in use or comes with the service')
    .argument('<name>', 'as the list names it')
    .action(async (name: string) => {
      const { removeModel } = await import('../models/change-models.js');
      await removeModel(name);
    });
}
