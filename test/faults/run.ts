import { Command } from 'commander';
import { cleanedUp } from '../../src/cli/program/cleanup.js';
import { optionsOf } from '../../src/cli/program/run-command.js';
import { reasonOf } from '../../src/common/reason-of.js';
import { whyNoPostgres } from '../support/servers/private-postgres.js';
import { auditFaults } from './audit.faults.js';
import { clientFaults } from './client.faults.js';
import { databaseFaults } from './database.faults.js';
import { type Fault, Findings } from './fault.js';
import { inferenceFaults } from './inference.faults.js';
import { Lab } from './lab.js';
import { listFaults } from './list.faults.js';
import { processFaults } from './process.faults.js';

const ALL_MS = 15 * 60_000;
const ONE_MS = 7 * 60_000;

const { only } = optionsOf<{ only: string }>(
  new Command('npm run test:faults --')
    .description(
      'Hurts a running service as production does, one line per fault with what was expected and seen. ' +
        'Exit code 1 when one does not hold, 2 when it cannot run here.',
    )
    .option('--only <word>', 'faults whose name holds it', ''),
);
const faults = [
  ...inferenceFaults,
  ...databaseFaults,
  ...auditFaults,
  ...clientFaults,
  ...listFaults,
  ...processFaults,
].filter(({ name }) => name.includes(only));

async function hold(lab: Lab, { name, expected, provoke }: Fault, endsAtMs: number): Promise<boolean> {
  const begun = performance.now();
  const findings = new Findings();
  const limitMs = Math.min(ONE_MS, endsAtMs - begun);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      findings.must(false, `not over after ${Math.round(limitMs / 1000)} s`);
      resolve();
    }, limitMs);
  });
  const tried = provoke(lab, findings).catch((error: unknown) => {
    findings.must(false, reasonOf(error));
  });
  await Promise.race([tried, late]);
  clearTimeout(timer);
  const verdict = findings.broken.length === 0 ? 'ok  ' : 'FAIL';
  const seconds = Math.round((performance.now() - begun) / 1000);
  const seen = [...findings.seen, ...findings.broken.map((text) => `!! ${text}`)].join('; ');
  console.log(`${verdict} ${name} (${seconds} s) | expected: ${expected} | seen: ${seen}`);
  return findings.broken.length === 0;
}

async function main(): Promise<number> {
  const reason = whyNoPostgres();
  if (reason !== null) {
    console.error(`The faults need a real PostgreSQL: ${reason}`);
    return 2;
  }
  const begun = performance.now();
  const lab = await Lab.open();
  let failed = 0;
  await cleanedUp(
    () => lab.close(),
    async () => {
      await lab.start();
      for (const fault of faults) {
        if (!(await hold(lab, fault, begun + ALL_MS))) {
          failed++;
          await lab.restore();
        }
      }
    },
  );
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(`${faults.length - failed} of ${faults.length} faults held in ${minutes} min`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
