import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Lab } from '../test/faults/lab.js';
import { Load, pause, percentile, tally } from '../test/faults/load.js';
import type { Outcome } from '../test/support/probing-client.js';
import { familyRssBytes } from '../test/support/processes.js';

/**
 * `npm run bench:http [-- --seconds 60 --soak-minutes 10 --json FILE]`: the capacity C of one service with two workers,
 * what is left of it at ten times C, and whether memory stays flat. Exit code 1 when a limit does not hold.
 */
const OVERLOAD_FACTOR = 10;
const LIMITS = { goodputShare: 0.8, shedP99Ms: 200, liveP99Ms: 250, rssMb: 1600, soakGrowth: 0.1 };
const MB = 1024 * 1024;
const CLIENTS_AT_CAPACITY = 8;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'soak-minutes': { type: 'string', default: '0' },
    json: { type: 'string' },
  },
});
const durationMs = Number(values.seconds) * 1000;

const rssMb = (lab: Lab): number => Math.round(familyRssBytes(lab.servicePid) / MB);
const answered = (outcomes: readonly Outcome[]): Outcome[] => outcomes.filter(({ status }) => status === 200);

/** As many photos a second as a few patient clients get answered. */
async function measureCapacity(lab: Lab): Promise<number> {
  await new Load(2, () => lab.client.verify(lab.photo)).stop();
  const load = new Load(CLIENTS_AT_CAPACITY, () => lab.client.verify(lab.photo));
  await pause(durationMs);
  return (answered(await load.stop()).length * 1000) / durationMs;
}

/** Requests at a fixed rate, whether or not the ones before were answered. */
async function overload(
  lab: Lab,
  perSecond: number,
): Promise<{ photos: Outcome[]; live: Outcome[]; inTime: number }> {
  const sent: Promise<Outcome>[] = [];
  const live = new Load(1, async () => {
    await pause(100);
    return lab.client.request('/health/live');
  });
  const begun = performance.now();
  while (performance.now() - begun < durationMs) {
    const due = Math.floor(((performance.now() - begun) / 1000) * perSecond);
    while (sent.length < due) sent.push(lab.client.verify(lab.photo));
    await pause(5);
  }
  const probes = await live.stop();
  const photos = await Promise.all(sent);
  // What the queue still held at the end does not count.
  const inTime = answered(photos).filter(({ startedMs, ms }) => startedMs + ms <= begun + durationMs).length;
  return { photos, live: probes, inTime };
}

/** @returns memory in MB, once a minute */
async function soak(lab: Lab, minutes: number): Promise<number[]> {
  const load = new Load(4, () => lab.client.verify(lab.photo));
  const measured: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await pause(60_000);
    measured.push(rssMb(lab));
    console.log(`  minute ${minute + 1}: ${measured.at(-1)} MB`);
  }
  await load.stop();
  return measured;
}

async function main(): Promise<boolean> {
  const lab = await Lab.open();
  try {
    await lab.start({ LOG_LEVEL: 'error' });
    const capacity = await measureCapacity(lab);
    console.log(`capacity C            ${capacity.toFixed(1)} photos/s`);
    const { photos, live, inTime } = await overload(lab, capacity * OVERLOAD_FACTOR);
    const goodput = (inTime * 1000) / durationMs;
    const shed = photos.filter(({ status }) => status === 503);
    const memory = rssMb(lab);
    const soaked = await soak(lab, Number(values['soak-minutes']));
    const growth = (soaked.at(-1) ?? 0) / (soaked.at(0) ?? 1) - 1;
    const result = {
      capacity,
      sentPerSecond: (photos.length * 1000) / durationMs,
      goodputShare: goodput / capacity,
      shedP99Ms: percentile(shed, 0.99),
      liveP99Ms: percentile(live, 0.99),
      others: photos.length - answered(photos).length - shed.length,
      rssMb: memory,
      soakGrowth: soaked.length < 2 ? null : growth,
    };
    console.log(`at ${OVERLOAD_FACTOR} x C: ${tally(photos)}`);
    console.table(result);
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ ...result, soaked }, null, 2));
    return (
      result.goodputShare >= LIMITS.goodputShare &&
      result.shedP99Ms < LIMITS.shedP99Ms &&
      result.liveP99Ms < LIMITS.liveP99Ms &&
      result.others === 0 &&
      result.rssMb < LIMITS.rssMb &&
      (result.soakGrowth ?? 0) <= LIMITS.soakGrowth
    );
  } finally {
    await lab.close();
  }
}

process.exitCode = (await main()) ? 0 : 1;
