import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_CHOICES } from '../../config/inference-choices.js';
import type { EvaluateLivenessOptions } from '../measurement/evaluate-liveness.js';
import type { EvaluateOptions } from '../measurement/evaluate.js';
import { outputFile, wholeNumber } from '../program/arguments.js';
import { JSON_OPTION } from '../program/output.js';

export function addEvaluate(program: Command): void {
  const evaluate = program
    .command('evaluate')
    .description("measure the service's own pipeline on labelled pairs of photographs")
    .argument(
      '<pairs>',
      'CSV with the columns label,a,b: 1 for one person, 0 for two, and two paths relative to the file',
    )
    .addOption(new Option('--engine <engine>', 'default: FACE_ENGINE').choices(ENGINE_CHOICES))
    .option('--model <name>', 'default: FACE_MODEL')
    .option(
      '--identity-regex <pattern>',
      'who is on a photograph: the first group of the pattern on its path (default: the name of its folder)',
      pattern,
    )
    .option(
      '--identification',
      "also search everybody among all others, by the service's own decision",
      false,
    )
    .option(
      '--calibration <file>',
      "write a calibration for CALIBRATION_FILE or a model's manifest",
      outputFile,
    )
    .option(...JSON_OPTION)
    .option('--html <file>', 'write the report with its charts', outputFile)
    .option('--workers <count>', 'inference processes (default: INFERENCE_WORKERS)', wholeNumber(1, 64))
    .option('--bootstrap <rounds>', 'of the confidence intervals', wholeNumber(20, 10_000), 200)
    .option('--no-cache', 'encode every photograph again')
    .action(async (pairs: string, options: EvaluateOptions) => {
      const { runEvaluation } = await import('../measurement/evaluate.js');
      await runEvaluation(pairs, options);
    });
  addLiveness(evaluate);
}

function addLiveness(evaluate: Command): void {
  evaluate
    .command('liveness')
    .description(
      'show labelled recordings of people and of attacks to liveness sessions: error rates by ISO/IEC 30107-3',
    )
    .argument(
      '<folder>',
      'live/…/1250.jpg and attack/<species>/…/1250.jpg: one folder a recording, frames named by milliseconds',
    )
    .addOption(new Option('--engine <engine>', 'default: FACE_ENGINE').choices(ENGINE_CHOICES))
    .option('--model <name>', 'default: FACE_MODEL')
    .option('--replays <count>', 'random sessions to which each is replayed', wholeNumber(1, 100_000), 1000)
    .option(...JSON_OPTION)
    .option('--html <file>', 'write the report with its chart')
    .option('--workers <count>', 'inference processes (default: INFERENCE_WORKERS)', wholeNumber(1, 64))
    .action(async (folder: string, _: object, command: Command) => {
      const { runLivenessEvaluation } = await import('../measurement/evaluate-liveness.js');
      await runLivenessEvaluation(folder, command.optsWithGlobals<EvaluateLivenessOptions>());
    });
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('It is no regular expression.');
  }
}
