import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { wholeNumber } from '../src/cli/arguments.js';
import { optionsOf } from '../src/cli/run-command.js';
import { packageRoot } from '../src/config/package-root.js';
import type { InferenceSettings } from '../src/faces/embedding/inference-settings.js';
import { makePortraits } from './engine/portraits.js';
import type { Cost, Network, NetworkCosts } from './engine/protocol.js';
import { type BenchResult, type EngineResult, median, medianCost, renderReport } from './engine/report.js';
import { WorkerProcess } from './engine/worker-process.js';

/** Runs of the matrix product per round; the best of all counts. */
const PEAK_RUNS = 5;
const BASELINE = 'tensorflow (wasm)';

interface Variant {
  name: string;
  settings: InferenceSettings;
  refuseTfjsNode: boolean;
}

interface Contestant extends Variant {
  worker: WorkerProcess;
  runtime: string;
  encodes: Cost[];
  networks: NetworkCosts[];
  encodings: Float32Array[];
}

const { rounds, json } = optionsOf<{ rounds: number; json?: string }>(
  new Command('npm run bench:engine --')
    .description('The engines side by side on the same photographs.')
    .option('--rounds <count>', 'each engine encodes each photograph so many times', wholeNumber(1, 1000), 8)
    .option('--json <file>', 'write what was measured'),
);

const contestants: Contestant[] = [];
try {
  for (const variant of variants()) {
    const contestant = await open(variant);
    // Without its binary the native entry is the WebAssembly one once more.
    if (variant.name === 'tensorflow (native)' && !contestant.runtime.startsWith('tfjs-node')) {
      contestant.worker.stop();
      console.log(`tfjs-node does not load here (${contestant.runtime} runs instead): left out.`);
    } else {
      contestants.push(contestant);
    }
  }
  const result = await measure();
  console.log(renderReport(result, BASELINE));
  if (json) await writeFile(json, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  for (const { worker } of contestants) worker.stop();
}

function variants(): Variant[] {
  const settings = {
    model: 'face-api',
    modelsPath: join(packageRoot, 'models'),
    cachePath: join(packageRoot, '.cache'),
  } as const;
  return [
    { name: 'onnx', settings: { ...settings, engine: 'onnx' }, refuseTfjsNode: false },
    { name: 'tensorflow (native)', settings: { ...settings, engine: 'tensorflow' }, refuseTfjsNode: false },
    { name: BASELINE, settings: { ...settings, engine: 'tensorflow' }, refuseTfjsNode: true },
  ];
}

async function open(variant: Variant): Promise<Contestant> {
  const worker = new WorkerProcess();
  const { settings, refuseTfjsNode } = variant;
  const { runtime } = await worker.ask({ call: 'load', settings, refuseTfjsNode });
  return { ...variant, worker, runtime, encodes: [], networks: [], encodings: [] };
}

async function measure(): Promise<BenchResult> {
  const [first] = contestants;
  if (!first) throw new Error('No engine loads');
  const portraits = await makePortraits((photo) => first.worker.ask({ call: 'boxes', photo }));
  for (const contestant of contestants) {
    for (const photo of portraits) {
      const { encoding } = await contestant.worker.ask({ call: 'encode', photo });
      if (!encoding) throw new Error(`${contestant.name} finds no subject in a portrait`);
      contestant.encodings.push(encoding);
    }
  }
  let peakGflops = 0;
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`\rround ${round + 1} of ${rounds}`);
    for (const photo of portraits) {
      for (const { worker, encodes } of contestants)
        encodes.push((await worker.ask({ call: 'encode', photo })).cost);
    }
    for (const { worker, networks } of contestants) networks.push(await worker.ask({ call: 'networks' }));
    for (let run = 0; run < PEAK_RUNS; run++)
      peakGflops = Math.max(peakGflops, await first.worker.ask({ call: 'peak' }));
  }
  process.stderr.write('\r\x1b[K');
  return {
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? 'unknown processor',
    portraits: portraits.length,
    rounds,
    peakGflops,
    engines: contestants.map((contestant) => summarise(contestant, first)),
  };
}

function summarise(
  { name, runtime, encodes, networks, encodings }: Contestant,
  first: Contestant,
): EngineResult {
  const drifts = encodings.map((encoding, i) => {
    const reference = first.encodings[i];
    return Math.hypot(...Array.from(encoding, (value, k) => value - (reference?.[k] ?? NaN)));
  });
  const network = (which: Network): Cost => medianCost(networks.map((costs) => costs[which]));
  return {
    engine: name,
    runtime,
    encode: medianCost(encodes),
    networks: {
      detector: network('detector'),
      landmarks: network('landmarks'),
      recognition: network('recognition'),
    },
    drift: { median: median(drifts), max: Math.max(...drifts) },
  };
}
