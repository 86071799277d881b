import { mkdirSync, symlinkSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { Enrolments } from './enrolments.js';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, percentile, tally, until } from './load.js';
import { PrivatePostgres, whyNoPgvector } from '../support/servers/private-postgres.js';
import { MULTIPART, multipart, type Outcome } from '../support/http/probing-client.js';

const KILLS = 50;
const EMBEDDED_KILLS = 5;

/** Kills the service again and again while people are being enrolled. */
async function killCycles(
  lab: Lab,
  findings: Findings,
  cycles: number,
  environment: Record<string, string>,
): Promise<Enrolments> {
  const enrolments = new Enrolments(lab);
  const outcomes: Outcome[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    await lab.start({ INFERENCE_WORKERS: '1', ...environment });
    const load = new Load(3, () => enrolments.next());
    await until(() => load.outcomes.some(({ status }) => status === 200), 10_000);
    // Anywhere between two commits: the moment differs with each cycle, and is the same in each run.
    await pause((cycle * 37) % 400);
    const stopped = lab.stopService('SIGKILL');
    outcomes.push(...(await load.stop()));
    await stopped;
  }
  findings.saw(`${cycles} kills, ${tally(outcomes)}`);
  await lab.start({ INFERENCE_WORKERS: '1', ...environment });
  const listed = new Set(await lab.client.list());
  const missing = enrolments.acknowledged.filter((userId) => !listed.has(userId));
  findings.saw(`${enrolments.acknowledged.length} acknowledged, ${missing.length} missing`);
  findings.must(enrolments.acknowledged.length >= cycles, 'too few enrolments for the test to mean anything');
  findings.must(missing.length === 0, `${missing.length} acknowledged enrolments lost`);
  return enrolments;
}

const onPostgres = async (lab: Lab, findings: Findings): Promise<void> => {
  const { damaged } = await (await killCycles(lab, findings, KILLS, {})).audit();
  findings.saw(`${damaged} half-written`);
  findings.must(damaged === 0, `${damaged} half-written`);
  await lab.start();
};

const onEmbedded = async (lab: Lab, findings: Findings): Promise<void> => {
  await killCycles(lab, findings, EMBEDDED_KILLS, { DATABASE_URL: '' });
  await lab.start();
};

/** An upload whose first half arrives at once and the rest when `finish` is called. */
function slowUpload(lab: Lab): { finish(): Promise<number> } {
  const body = multipart(lab.photo);
  const request = http.request({
    ...{ host: '127.0.0.1', port: lab.client.port, path: '/ml/verify-face', method: 'POST', agent: false },
    headers: { 'content-type': MULTIPART, 'content-length': body.length },
  });
  const status = new Promise<number>((resolve) => {
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
  });
  request.write(body.subarray(0, body.length / 2));
  return {
    finish: () => {
      request.end(body.subarray(body.length / 2));
      return status;
    },
  };
}

const sigterm = async (lab: Lab, findings: Findings): Promise<void> => {
  const load = new Load(8, () => lab.client.verify(lab.photo));
  const readiness = new Load(1, async () => {
    await pause(100);
    return lab.client.request('/health/ready');
  });
  await pause(1500);
  const upload = slowUpload(lab);
  await pause(200);
  const begun = performance.now();
  const exited = lab.stopService('SIGTERM');
  await pause(1000);
  const uploadStatus = await upload.finish();
  const exitCode = await exited;
  const tookMs = Math.round(performance.now() - begun);
  const [outcomes, probes] = [await load.stop(), await readiness.stop()];
  const before = outcomes.filter(({ startedMs }) => startedMs < begun);
  const after = outcomes.filter(({ startedMs }) => startedMs >= begun);
  // A refused connection is no reset: nobody was being served on it.
  const resets = outcomes.filter(({ status, code }) => status === 0 && code !== 'ECONNREFUSED');
  findings.saw(`before ${tally(before)}; after ${tally(after)}; readiness ${tally(probes)}`);
  findings.saw(`exit ${exitCode} after ${tookMs} ms, upload in progress ${uploadStatus}`);
  findings.must(resets.length === 0, `${resets.length} resets: ${tally(resets)}`);
  findings.must(
    before.every(({ status }) => status === 200),
    `in flight: ${tally(before)}`,
  );
  findings.must(
    after.every(({ status, code }) => status === 200 || status === 0 || code === 'SHUTTING_DOWN'),
    `new: ${tally(after)}`,
  );
  findings.must(uploadStatus === 200, `the upload in progress got ${uploadStatus}`);
  findings.must(
    probes.some(({ status }) => status === 503),
    'readiness never said 503',
  );
  findings.must(exitCode === 0, `exit code ${exitCode}`);
  findings.must(tookMs < 20_000, `it took ${tookMs} ms`);
  findings.saw(`p99 before ${percentile(before, 0.99)} ms`);
  await lab.start();
};

/** In memory the gallery holds a connection that listens for changes, with pgvector it has background work of its own. */
const sigtermWhileFrozen = async (lab: Lab, findings: Findings): Promise<void> => {
  await stopWhileFrozen(lab, findings, lab.postgres, 'in memory');
  const reason = whyNoPgvector();
  if (reason === null) {
    const postgres = await PrivatePostgres.start({ pgvector: true, fsync: false });
    await stopWhileFrozen(lab, findings, postgres, 'pgvector').finally(() => postgres.stop());
  } else findings.saw(`without pgvector: ${reason}`);
  await lab.start();
};

async function stopWhileFrozen(
  lab: Lab,
  findings: Findings,
  postgres: PrivatePostgres,
  gallery: string,
): Promise<void> {
  await lab.start({ DATABASE_URL: postgres.url });
  const { status } = await lab.client.verify(lab.photo);
  findings.must(status === 200, `${gallery}: ${status} before the database was frozen`);
  postgres.freeze();
  const begun = performance.now();
  const exitCode = await lab.stopService('SIGTERM').finally(() => postgres.thaw());
  const tookMs = Math.round(performance.now() - begun);
  findings.saw(`${gallery}: exit ${exitCode} after ${tookMs} ms`);
  findings.must(exitCode === 0, `${gallery}: exit code ${exitCode}`);
  findings.must(tookMs < 20_000, `${gallery}: it took ${tookMs} ms`);
}

/** Every write to the day's log file fails from the start. */
const fullLogDisk = async (lab: Lab, findings: Findings): Promise<void> => {
  const logs = join(lab.folder, 'full-logs');
  const [day] = new Date().toISOString().split('T');
  mkdirSync(logs);
  symlinkSync('/dev/full', join(logs, `twoinone-ml.${day}.1.log`));
  await lab.start({ LOGS_PATH: logs, LOG_LEVEL: 'info', TZ: 'UTC' });
  const answers = [await lab.client.verify(lab.photo), await lab.client.verify(lab.photo)];
  const countOf = (pattern: RegExp): number => lab.service.text.match(pattern)?.length ?? 0;
  // A request's line follows its answer.
  await until(() => countOf(/verify-face/g) === answers.length, 2000);
  const [lines, warnings] = [countOf(/verify-face/g), countOf(/Log files cannot be written: ENOSPC/g)];
  findings.saw(`${tally(answers)}, ${lines} of their lines on stdout, ${warnings} warning`);
  findings.must(
    answers.every(({ status }) => status === 200),
    `photos: ${tally(answers)}`,
  );
  findings.must(lines === answers.length && warnings === 1, 'stdout does not say so');
  await lab.start();
};

export const processFaults: Fault[] = [
  {
    name: 'SIGTERM under load',
    expected: 'readiness 503, in-flight 200, new 503, no reset, exit 0 within 20 s',
    provoke: sigterm,
  },
  {
    name: 'SIGTERM while the database is frozen (SIGSTOP)',
    expected: 'exit 0 within 20 s, with and without pgvector',
    provoke: sigtermWhileFrozen,
  },
  {
    name: 'disk of the log files full',
    expected: 'photos answered, every line on stdout, one warning',
    provoke: fullLogDisk,
  },
  {
    name: `${KILLS} x kill -9 of the service under enrolment (PostgreSQL)`,
    expected: 'no acknowledged enrolment lost, none half-written',
    provoke: onPostgres,
  },
  {
    name: `${EMBEDDED_KILLS} x kill -9 of the service under enrolment (embedded database)`,
    expected: 'no acknowledged enrolment lost',
    provoke: onEmbedded,
  },
];
