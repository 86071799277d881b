import { execFileSync } from 'node:child_process';
import type { Fault, Findings } from './fault.js';
import type { Lab } from './lab.js';
import { Load, pause, slowest, tally, until } from './load.js';

const CLIENTS = 4;
const RESPAWN_MS = 5000;

const verifying = (lab: Lab): Load => new Load(CLIENTS, () => lab.client.verify(lab.photo));

async function oneDeath(
  lab: Lab,
  findings: Findings,
  signal: NodeJS.Signals,
  code: string,
  withinMs: number,
): Promise<void> {
  const load = verifying(lab);
  await pause(1000);
  const [victim] = lab.inferencePids;
  if (victim === undefined) throw new Error('no inference process');
  process.kill(victim, signal);
  const goneMs = await until(() => !lab.inferencePids.includes(victim), withinMs);
  const replacedMs = await until(() => lab.inferencePids.length === 2, RESPAWN_MS);
  await pause(2000);
  const outcomes = await load.stop();
  const failed = outcomes.filter(({ status }) => status !== 200);
  findings.saw(tally(outcomes));
  findings.saw(`gone after ${goneMs} ms, replaced ${replacedMs} ms later`);
  findings.must(goneMs !== undefined, 'the process is still there');
  findings.must(replacedMs !== undefined, 'it was not replaced within 5 s');
  findings.must(failed.length <= 1, `${failed.length} requests were lost`);
  for (const { status, code: got, retryAfterS } of failed) {
    findings.must(status === 503 && got === code, `a request ended with ${status} ${got}`);
    findings.must(retryAfterS !== undefined, 'the answer lacks Retry-After');
  }
  if (signal === 'SIGSTOP') findings.must(failed.length === 1, 'the frozen photo was answered');
}

const crashLoop = async (lab: Lab, findings: Findings): Promise<void> => {
  const killed = new Set<number>();
  let stop = false;
  const killing = (async () => {
    while (!stop) {
      for (const pid of lab.inferencePids) {
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      }
      await pause(20);
    }
  })();
  const unreadyMs = await until(
    async () => (await lab.client.request('/health/ready')).status === 503 && killed.size >= 5,
    15_000,
  );
  const before = killed.size;
  await pause(5000);
  const during = killed.size - before;
  const live = await lab.client.request('/health/live');
  const refused = await lab.client.verify(lab.photo);
  stop = true;
  await killing;
  const recoveredMs = await until(
    async () => (await lab.client.request('/health/ready')).status === 200,
    35_000,
  );
  const after = await lab.client.verify(lab.photo);
  findings.saw(`not ready after ${unreadyMs} ms, ${during} restarts in 5 s, then ${refused.code}`);
  findings.saw(`ready again ${recoveredMs} ms after the last death`);
  findings.must(unreadyMs !== undefined, 'readiness stayed green');
  findings.must(during <= 5, 'it spins');
  findings.must(live.status === 200, 'liveness failed');
  findings.must(refused.status === 503 && refused.retryAfterS !== undefined, `answered ${refused.status}`);
  findings.must(refused.ms < 1000, `refused only after ${refused.ms} ms`);
  findings.must(recoveredMs !== undefined, 'it did not recover by itself');
  findings.must(after.status === 200, `after recovery: ${after.status} ${after.code}`);
};

/** The service may not open anything: answering on the connections that are open still works, forking does not. */
const noDescriptors = async (lab: Lab, findings: Findings): Promise<void> => {
  const limitFiles = (count: number) =>
    execFileSync('prlimit', ['--pid', `${lab.servicePid}`, `--nofile=${count}:`]);
  await lab.client.verify(lab.photo);
  limitFiles(3);
  for (const pid of lab.inferencePids) process.kill(pid, 'SIGKILL');
  const isReady = async (status: number) => (await lab.client.request('/health/ready')).status === status;
  const unreadyMs = await until(() => isReady(503), 10_000);
  await pause(3000);
  const live = await lab.client.request('/health/live');
  const refused = await lab.client.verify(lab.photo);
  const forked = lab.inferencePids.length;
  limitFiles(1024);
  const recoveredMs = await until(() => isReady(200), 35_000);
  const after = await lab.client.verify(lab.photo);
  findings.saw(`not ready after ${unreadyMs} ms, photos ${refused.status} ${refused.code}`);
  findings.saw(`ready ${recoveredMs} ms after the limit was lifted, then ${after.status}`);
  findings.must(forked === 0, 'the limit was not felt');
  findings.must(unreadyMs !== undefined, 'readiness stayed green');
  findings.must(live.status === 200, `liveness ${live.status} ${live.code}`);
  findings.must(
    refused.status === 503 && refused.retryAfterS !== undefined,
    `photos: ${refused.status} ${refused.code}`,
  );
  findings.must(recoveredMs !== undefined, 'it did not recover by itself');
  findings.must(after.status === 200, `after recovery: ${after.status} ${after.code}`);
};

const flood = async (lab: Lab, findings: Findings): Promise<void> => {
  const load = new Load(120, () => lab.client.verify(lab.photo));
  const probes = new Load(1, async () => {
    await pause(50);
    return lab.client.request('/health/live');
  });
  await pause(6000);
  const [outcomes, live] = [await load.stop(), await probes.stop()];
  const shed = outcomes.filter(({ status }) => status === 503);
  findings.saw(tally(outcomes));
  findings.saw(`liveness slowest ${slowest(live)} ms`);
  findings.must(shed.length > 0, 'nothing was shed');
  findings.must(
    outcomes.every(({ status, code }) => status === 200 || (status === 503 && code === 'OVERLOADED')),
    'something else than 200 and 503 OVERLOADED',
  );
  findings.must(
    shed.every(({ retryAfterS }) => retryAfterS !== undefined && retryAfterS >= 1),
    'shed without Retry-After',
  );
  findings.must(
    live.every(({ status }) => status === 200),
    'liveness failed',
  );
};

export const inferenceFaults: Fault[] = [
  {
    name: 'inference process killed (SIGKILL) in a photo',
    expected: 'at most one 503 WORKER_LOST, replaced within 5 s',
    provoke: (lab, findings) => oneDeath(lab, findings, 'SIGKILL', 'WORKER_LOST', 1000),
  },
  {
    name: 'inference process crashes (SIGSEGV) in a photo',
    expected: 'at most one 503 WORKER_LOST, replaced within 5 s',
    provoke: (lab, findings) => oneDeath(lab, findings, 'SIGSEGV', 'WORKER_LOST', 1000),
  },
  {
    name: 'inference process freezes (SIGSTOP) in a photo',
    expected: 'one 503 INFERENCE_TIMEOUT after 10 s, replaced within 5 s of it',
    provoke: (lab, findings) => oneDeath(lab, findings, 'SIGSTOP', 'INFERENCE_TIMEOUT', 12_000),
  },
  {
    name: 'inference processes in a crash loop',
    expected: 'readiness 503, liveness 200, no spinning, quick 503, recovery by itself',
    provoke: crashLoop,
  },
  {
    name: 'no file descriptors for new inference processes (both killed)',
    expected: 'the service lives: readiness 503, liveness 200, photos 503, recovery by itself',
    provoke: noDescriptors,
  },
  {
    name: '120 clients at once',
    expected: 'only 200 and 503 OVERLOADED with Retry-After, liveness 200',
    provoke: flood,
  },
];
