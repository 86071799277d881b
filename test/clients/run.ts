import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { mintToken } from '../../src/auth/mint-token.js';
import { cleanedUp, inTemporaryFolder } from '../../src/cli/program/cleanup.js';
import { previewOpenApiDocument } from '../../src/cli/openapi/openapi-preview.js';
import { optionsOf, runCommand } from '../../src/cli/program/run-command.js';
import { ServiceProcess } from '../../src/cli/demo/service-process.js';
import { reasonOf } from '../../src/common/reason-of.js';
import { portraitOf, SAMPLE_FACES } from '../../src/samples/sample-faces.js';
import { CLIENT_TRIALS, type ClientTrial, run, whatIsMissing } from './clients.js';

const { only } = optionsOf<{ only: string }>(
  new Command('npm run test:clients --')
    .description(
      'Generates clients from the OpenAPI document, packs packages/client, and enrols and verifies with each against a running service. ' +
        'Needs a Java runtime, Go, Python and the registries of all four languages; a client whose programs this machine lacks is skipped.',
    )
    .option('--only <word>', 'clients whose name holds it', ''),
);

runCommand(() =>
  inTemporaryFolder('twoinone-clients-', async (folder) => {
    const document = join(folder, 'openapi.json');
    writeFileSync(document, JSON.stringify(await previewOpenApiDocument()));
    const photo = join(folder, 'ada.jpg');
    writeFileSync(photo, await portraitOf(SAMPLE_FACES.ada));
    const secret = randomBytes(32).toString('hex');
    const service = await ServiceProcess.spawn({
      ENVIRONMENT: 'development',
      JWT_SECRET_KEY: secret,
      DATA_PATH: join(folder, 'data'),
      LOGS_PATH: join(folder, 'logs'),
      // The clients enrol the same face.
      DUPLICATE_POLICY: 'off',
    });
    return cleanedUp(
      async () => void (await service.stop()),
      async () => {
        await service.untilReady();
        let passed = 0;
        let failed = 0;
        for (const [index, trial] of CLIENT_TRIALS.filter(({ name }) => name.includes(only)).entries()) {
          const missing = whatIsMissing(trial);
          if (missing !== null) {
            console.log(`skip ${trial.name}: ${missing}`);
            continue;
          }
          const user = `client-${index}`;
          const token = await mintToken({ sub: user, role: 'user', ttlS: 3_600 }, secret);
          const fault = faultOf(trial, join(folder, user), document, [service.url, token, photo], user);
          if (fault === null) passed += 1;
          else failed += 1;
          console.log(fault === null ? `ok   ${trial.name}` : `FAIL ${trial.name}: ${fault}`);
        }
        return failed === 0 && passed > 0;
      },
    );
  }),
);

function faultOf(
  trial: ClientTrial,
  folder: string,
  document: string,
  args: readonly string[],
  user: string,
): string | null {
  try {
    mkdirSync(folder);
    const [command = '', ...first] = trial.prepare(folder, document);
    const said = run(folder, command, ...first, ...args);
    return said === `enrolled 1, verified ${user}\nrefused 403\n` ? null : `it said ${said}`;
  } catch (error) {
    return reasonOf(error);
  }
}
