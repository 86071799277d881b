import type { Command } from 'commander';
import type { ImportOptions } from '../people/import.js';
import { importRequest } from '../people/import-request.js';
import { outputFile } from '../program/arguments.js';
import { JSON_OPTION } from '../program/output.js';

export function addImport(program: Command): void {
  program
    .command('import')
    .description('enrol a folder of photographs, or take over encodings')
    .argument(
      '<source>',
      "a folder with one sub-folder for each person, named by the user's id, with photographs in it; or a file of encodings " +
        "as 'twoinone export' or Python's face_recognition made it (- is stdin)",
    )
    .option('--report <file>', 'write the report as JSON, beside the text', outputFile)
    .option(...JSON_OPTION)
    .option('--again', 'forget what an earlier run of the same import has done', false)
    .addHelpText(
      'after',
      '\nExit code 0: nothing is left to do; 75: outages, the same command goes on where it ended; 1: it could not run.',
    )
    .action(async (source: string, options: ImportOptions) => {
      // Before the service is loaded, which takes seconds.
      const request = importRequest(source, options.again);
      const { runImport } = await import('../people/import.js');
      process.exitCode = await runImport(request, options);
    });
}
