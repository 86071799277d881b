import { type Command, Option } from 'commander';
import { ENGINE_CHOICES } from '../../config/inference-choices.js';
import type { CalibrateOptions } from '../measurement/calibrate.js';
import { outputFile, wholeNumber } from '../program/arguments.js';
import { JSON_OPTION } from '../program/output.js';

export function addCalibrate(program: Command): void {
  program
    .command('calibrate')
    .description(
      'measure what distances mean on photographs of your own people, and say how well it holds on people left out',
    )
    .argument('<folder>', 'one folder a person, with that person’s photographs and nobody else’s in it')
    .addOption(new Option('--engine <engine>', 'default: FACE_ENGINE').choices(ENGINE_CHOICES))
    .option('--model <name>', 'default: FACE_MODEL')
    .option(
      '--exclude <file>',
      'CSV with the columns photo,reason: photographs (person/file) that are labelled wrongly',
    )
    .option(
      '--groups <file>',
      'CSV with the columns person,group: rates for each group, and limits that hold for the worst',
    )
    .option('--out <file>', 'write the calibration, for CALIBRATION_FILE or a manifest', outputFile)
    .option(...JSON_OPTION)
    .option('--workers <count>', 'inference processes (default: INFERENCE_WORKERS)', wholeNumber(1, 64))
    .option('--bootstrap <rounds>', 'of the intervals beyond what was measured', wholeNumber(20, 10_000), 400)
    .option(
      '--suspects <count>',
      'list the nearest photographs of two people: wrong labels are among them',
      wholeNumber(0, 1000),
      0,
    )
    .option('--no-cache', 'encode every photograph again')
    .action(async (folder: string, options: CalibrateOptions) => {
      const { runCalibration } = await import('../measurement/calibrate.js');
      await runCalibration(folder, options);
    });
}
