import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/program/arguments.js';
import { cleanedUp } from '../src/cli/program/cleanup.js';
import { optionsOf, runCommand } from '../src/cli/program/run-command.js';
import { renderChart } from './engine/chart.js';
import { BASELINE, type Contestant, openContestants, REFERENCE } from './engine/contestants.js';
import { makePortraits, readGroups } from './engine/portraits.js';
import type { Cost, Encoded, Network, NetworkCosts } from './engine/protocol.js';
import { type BenchResult, type EngineResult, median, medianCost, renderReport } from './engine/report.js';

/** Runs of the matrix product per round; the best of all counts. */
const PEAK_RUNS = 5;
const MB = 1024 * 1024;

/** What one engine was measured with. */
interface Measured {
  contestant: Contestant;
  /** Of the portraits, before anything was timed. */
  first: Encoded[];
  portraits: Cost[];
  groups: Cost[];
  networks: NetworkCosts[];
}

const { rounds, json, svg, python } = optionsOf<{
  rounds: number;
  json?: string;
  svg?: string;
  python: string;
}>(
  new Command('npm run bench --')
    .description(
      "The engines side by side on the same photographs, with TensorFlow.js and, where Python has it, face_recognition beside this service's own.",
    )
    .option('--rounds <count>', 'each engine encodes each photograph so many times', wholeNumber(1, 1000), 8)
    .option('--json <file>', 'write what was measured')
    .option('--svg <file>', 'draw it')
    .option('--python <interpreter>', 'one that has face_recognition (dlib-bin)', 'python3'),
);

runCommand(async () => {
  const contestants = await openContestants(python);
  await cleanedUp(
    () => contestants.forEach((contestant) => contestant.stop()),
    async () => {
      const result = await measure(contestants);
      console.log(renderReport(result, BASELINE));
      if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
      if (svg) await writeFile(svg, renderChart(result, BASELINE));
    },
  );
});

async function measure(contestants: readonly Contestant[]): Promise<BenchResult> {
  const ask = contestants[0]?.ask;
  if (!ask) throw new Error('No engine loads');
  const groups = await readGroups();
  const portraits = await makePortraits(groups, (photo) => ask({ call: 'boxes', photo }));
  const all: Measured[] = [];
  for (const contestant of contestants) {
    const first: Encoded[] = [];
    for (const photo of portraits) first.push(await contestant.encode(photo));
    all.push({ contestant, first, portraits: [], groups: [], networks: [] });
  }
  let peakGflops = 0;
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`\rround ${round + 1} of ${rounds}`);
    for (const photo of portraits) {
      for (const { contestant, portraits: costs } of all) costs.push((await contestant.encode(photo)).cost);
    }
    for (const measured of all) await measureNetworks(measured, groups);
    for (let run = 0; run < PEAK_RUNS; run++) peakGflops = Math.max(peakGflops, await ask({ call: 'peak' }));
  }
  process.stderr.write('\r\x1b[K');
  const reference = all.find(({ contestant }) => contestant.name === REFERENCE);
  return {
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? 'unknown processor',
    portraits: portraits.length,
    rounds,
    peakGflops,
    engines: all.map((measured) => summarise(measured, reference)),
  };
}

/** What only this service's own engines can be asked for; face_recognition encodes everybody in a group. */
async function measureNetworks(
  { contestant, groups: costs, networks }: Measured,
  groups: readonly Uint8Array[],
): Promise<void> {
  if (!contestant.ask) return;
  for (const photo of groups) costs.push((await contestant.encode(photo)).cost);
  networks.push(await contestant.ask({ call: 'networks' }));
}

function summarise(
  { contestant, first, portraits, groups, networks }: Measured,
  reference: Measured | undefined,
): EngineResult {
  const network = (which: Network): Cost => medianCost(networks.map((costs) => costs[which]));
  const drifts = first.flatMap(({ encoding }, i) => {
    const other = reference?.first[i]?.encoding;
    if (!contestant.ask || !encoding || encoding.length !== other?.length) return [];
    return [Math.hypot(...encoding.map((value, k) => value - (other[k] ?? NaN)))];
  });
  return {
    engine: contestant.name,
    runtime: contestant.runtime,
    portrait: medianCost(portraits),
    group: groups.length > 0 ? medianCost(groups) : null,
    networks:
      networks.length > 0
        ? {
            detector: network('detector'),
            landmarks: network('landmarks'),
            recognition: network('recognition'),
          }
        : null,
    drift: drifts.length > 0 ? { median: median(drifts), max: Math.max(...drifts) } : null,
    missed: first.filter(({ encoding }) => encoding === null).length,
    rssMb: Math.round((first.at(-1)?.rssBytes ?? 0) / MB),
  };
}
