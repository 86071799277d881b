import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { Lab } from '../test/faults/lab.js';
import { Load, pause, percentile } from '../test/faults/load.js';
import type { Outcome } from '../test/support/http/probing-client.js';
import { familyRssBytes } from '../test/support/processes/processes.js';
import { PhotoSender, type Sent } from './photo-sender.js';

const OVERLOAD_FACTOR = 10;
const LIMITS = { goodputShare: 0.8, shedP99Ms: 200, liveP99Ms: 250, peakRssMb: 1600, soakGrowth: 0.1 };
const MB = 1024 * 1024;
const CLIENTS_AT_CAPACITY = 8;
const CLIENTS_OF_SOAK = 4;
/** How often the overload's due requests are sent. */
const TICK_MS = 10;

const { seconds, soakMinutes, json } = optionsOf<{ seconds: number; soakMinutes: number; json?: string }>(
  new Command('npm run bench:http --')
    .description(
      'The capacity C of one service with two workers, what is left of it at ten times C, and whether memory stays flat. ' +
        'Exit code 1 when a limit does not hold. 13 minutes by default.',
    )
    .option('--seconds <count>', 'of each measurement', wholeNumber(1, 3600), 60)
    .option('--soak-minutes <count>', 'of the soak', wholeNumber(0, 10_000), 10)
    .option('--json <file>', 'write what was measured'),
);
const durationMs = seconds * 1000;

const rssMb = (lab: Lab): number => Math.round(familyRssBytes(lab.servicePid) / MB);
const answered = (photos: readonly Sent[]): Sent[] => photos.filter(({ status }) => status === 200);

/** So many patient clients, each with one photo after the other. @returns answers a second */
async function throughput(sender: PhotoSender, clients: number, forMs: number): Promise<number> {
  const endMs = performance.now() + forMs;
  const photos: Sent[] = [];
  const client = async (): Promise<void> => {
    while (performance.now() < endMs) photos.push(await sender.send());
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (answered(photos).filter(({ startedMs, ms }) => startedMs + ms <= endMs).length * 1000) / forMs;
}

interface Overload {
  photos: Sent[];
  live: Outcome[];
  /** Photos answered a second; what the line still held at the end does not count. */
  goodput: number;
  /** Of all processes together, MB. */
  peakRssMb: number;
}

/** Photos at a fixed rate, whether or not the ones before were answered. */
async function overload(lab: Lab, sender: PhotoSender, perSecond: number): Promise<Overload> {
  const sent: Promise<Sent>[] = [];
  let peakRssMb = 0;
  const live = new Load(1, async (n) => {
    await pause(100);
    if (n % 10 === 0) peakRssMb = Math.max(peakRssMb, rssMb(lab));
    return lab.client.request('/health/live');
  });
  const begunMs = performance.now();
  while (performance.now() - begunMs < durationMs) {
    const due = Math.floor(((performance.now() - begunMs) / 1000) * perSecond);
    while (sent.length < due) sent.push(sender.send());
    await pause(TICK_MS);
  }
  const probes = await live.stop();
  const photos = await Promise.all(sent);
  const inTime = answered(photos).filter(({ startedMs, ms }) => startedMs + ms <= begunMs + durationMs);
  return { photos, live: probes, goodput: (inTime.length * 1000) / durationMs, peakRssMb };
}

/** @returns memory in MB, once a minute */
async function soak(lab: Lab, sender: PhotoSender, minutes: number): Promise<number[]> {
  const measured: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    await throughput(sender, CLIENTS_OF_SOAK, 60_000);
    measured.push(rssMb(lab));
    console.log(`  minute ${minute + 1}: ${measured.at(-1)} MB`);
  }
  return measured;
}

async function measure(lab: Lab): Promise<boolean> {
  await lab.start({ LOG_LEVEL: 'error' });
  const sender = new PhotoSender(lab.client.port, lab.photo);
  await throughput(sender, CLIENTS_AT_CAPACITY, 5_000);
  // The machine's own speed drifts by more than the limit allows: half of C is measured before the overload, half after.
  const before = await throughput(sender, CLIENTS_AT_CAPACITY, durationMs / 2);
  console.log(`C before              ${before.toFixed(1)} photos/s`);
  const { photos, live, goodput, peakRssMb } = await overload(lab, sender, before * OVERLOAD_FACTOR);
  const after = await throughput(sender, CLIENTS_AT_CAPACITY, durationMs / 2);
  console.log(`C after               ${after.toFixed(1)} photos/s`);
  const soaked = await soak(lab, sender, soakMinutes);
  sender.close();
  const capacity = (before + after) / 2;
  const shed = photos.filter(({ status }) => status === 503);
  const result = {
    capacity,
    sentPerSecond: (photos.length * 1000) / durationMs,
    goodput,
    goodputShare: goodput / capacity,
    shedP99Ms: percentile(shed, 0.99),
    liveP99Ms: percentile(live, 0.99),
    others: photos.length - answered(photos).length - shed.length,
    peakRssMb,
    soakGrowth: soaked.length < 2 ? null : (soaked.at(-1) ?? 0) / (soaked.at(0) ?? 1) - 1,
  };
  console.table(result);
  if (json !== undefined) writeFileSync(json, JSON.stringify({ ...result, soaked }, null, 2));
  return (
    result.goodputShare >= LIMITS.goodputShare &&
    result.shedP99Ms < LIMITS.shedP99Ms &&
    result.liveP99Ms < LIMITS.liveP99Ms &&
    result.others === 0 &&
    live.every(({ status }) => status === 200) &&
    result.peakRssMb < LIMITS.peakRssMb &&
    (result.soakGrowth ?? 0) <= LIMITS.soakGrowth
  );
}

async function main(): Promise<boolean> {
  const lab = await Lab.open();
  return cleanedUp(
    () => lab.close(),
    () => measure(lab),
  );
}

runCommand(main);
