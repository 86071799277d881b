import Table from 'cli-table3';
import { type Cost, type Network, NETWORKS, type NetworkCosts } from './protocol.js';

/** Floating-point operations (two per multiply-add of convolutions and matrices) of one run of each network. */
const GFLOP: Record<Network, number> = { detector: 6.273, landmarks: 0.103, recognition: 2 * 0.542 };

export interface EngineResult {
  engine: string;
  runtime: string;
  /** Medians. */
  encode: Cost;
  networks: NetworkCosts;
  /** L2 distance of its encodings from the first engine's. */
  drift: { median: number; max: number };
}

export interface BenchResult {
  node: string;
  cpu: string;
  portraits: number;
  rounds: number;
  /** GFLOP/s of one thread in a matrix product. */
  peakGflops: number;
  engines: EngineResult[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

export function medianCost(costs: readonly Cost[]): Cost {
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  };
}

/** Ratios, of processor time, are against `baseline`, an engine that is always there. */
export function renderReport(result: BenchResult, baseline: string): string {
  const reference = result.engines.find(({ engine }) => engine === baseline);
  const cell = (engine: string, cost: Cost, baselineCost: Cost | undefined, gflop?: number): string => {
    const ratio =
      baselineCost && engine !== baseline ? `  ${(baselineCost.cpuMs / cost.cpuMs).toFixed(1)}×` : '';
    const rate = gflop === undefined ? '' : `\n${(gflop / (cost.cpuMs / 1000)).toFixed(0)} GFLOP/s`;
    return `${cost.cpuMs.toFixed(1)} (${cost.wallMs.toFixed(1)})${ratio}${rate}`;
  };
  const table = new Table({
    head: ['engine', 'JPEG → encoding', ...NETWORKS, 'drift'],
    style: { head: [], border: [] },
  });
  for (const { engine, runtime, encode, networks, drift } of result.engines) {
    table.push([
      `${engine}\n${runtime}`,
      cell(engine, encode, reference?.encode),
      ...NETWORKS.map((name) => cell(engine, networks[name], reference?.networks[name], GFLOP[name])),
      `${drift.median.toExponential(1)}\nmax ${drift.max.toExponential(1)}`,
    ]);
  }
  return [
    table.toString(),
    `Milliseconds of processor time (of the clock), medians of ${result.rounds} rounds over ${result.portraits} photographs of 1920 × 1280;`,
    `one process per engine, one at a time. Ratios of processor time against ${baseline}.`,
    "recognition: a chip and its mirror image. drift: L2 of the encodings from the first engine's.",
    `Matrix product on one thread: ${result.peakGflops.toFixed(0)} GFLOP/s. ${result.cpu}, Node ${result.node}.`,
  ].join('\n');
}
