import { Command } from 'commander';
import { SERVICE_VERSION } from '../common/version.js';
import { addAudit } from './commands/audit.js';
import { addCalibrate } from './commands/calibrate.js';
import { addDemo } from './commands/demo.js';
import { addDoctor } from './commands/doctor.js';
import { addErase } from './commands/erase.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExport } from './commands/export.js';
import { addImport } from './commands/import.js';
import { addKeys } from './commands/keys.js';
import { addMigrate } from './commands/migrate.js';
import { addModels } from './commands/models.js';
import { addOpenApi } from './commands/openapi.js';
import { addServe } from './commands/serve.js';
import { addTakeoverCheck } from './commands/takeover-check.js';
import { addToken } from './commands/token.js';
import { runProgram } from './program/run-program.js';

/**
 * Each file in `commands/` says how a command is used, and imports what it does only when it is called: the help of all
 * of them comes at once.
 */
const COMMANDS = [
  ...[addServe, addToken, addDemo, addImport, addExport, addEvaluate, addCalibrate, addModels],
  ...[addMigrate, addTakeoverCheck, addAudit, addErase, addKeys, addOpenApi, addDoctor],
];

const program = new Command('twoinone')
  .description(
    'Face enrolment and verification on your own machine: the service, and what is done around it. ' +
      'Settings come from the environment and from .env (.env.example lists them).',
  )
  .version(SERVICE_VERSION)
  // Options stand after the command that they are for: `token --sub` and `token revoke --sub` are two.
  .enablePositionalOptions();
await runProgram(program, COMMANDS);
