import Table from 'cli-table3';
import { type Cost, type Network, NETWORKS, type NetworkCosts } from './protocol.js';

/** Floating-point operations (two per multiply-add of convolutions and matrices) of one run of the networks that all models share. */
const GFLOP: Partial<Record<Network, number>> = { detector: 6.273, landmarks: 0.103 };

export interface EngineResult {
  engine: string;
  runtime: string;
  /** Medians over the portraits and over the group photographs; null for an engine that encodes every face of a group. */
  portrait: Cost;
  group: Cost | null;
  /** Null for an engine that cannot be asked for them. */
  networks: NetworkCosts | null;
  /** L2 distance of its encodings from those of the onnx engine with the same network; null for another network. */
  drift: { median: number; max: number } | null;
  /** Portraits without an encoding. */
  missed: number;
  /** After the portraits; of face_recognition the most that it was. */
  rssMb: number;
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
  const table = new Table({
    head: ['engine', 'portrait', 'group', ...NETWORKS, 'MB', 'drift', 'missed'],
    style: { head: [], border: [] },
  });
  for (const { engine, runtime, portrait, group, networks, drift, missed, rssMb } of result.engines) {
    table.push([
      `${engine}\n${runtime}`,
      cell(portrait, reference?.portrait),
      cell(group, reference?.group),
      ...NETWORKS.map((name) => cell(networks?.[name], reference?.networks?.[name], GFLOP[name])),
      rssMb,
      drift ? `${drift.median.toExponential(1)}\nmax ${drift.max.toExponential(1)}` : '',
      missed,
    ]);
  }
  return [
    table.toString(),
    `Milliseconds of processor time (of the clock), medians of ${result.rounds} rounds, from the bytes of a JPEG to the subject's encoding:`,
    `${result.portraits} portraits of 1920 × 1280 and as many group photographs; one process per engine, one at a time.`,
    `Ratios of processor time against ${baseline}. recognition: a chip and its mirror image. drift: L2 from onnx with the same network.`,
    `Matrix product on one thread: ${result.peakGflops.toFixed(0)} GFLOP/s. ${result.cpu}, Node ${result.node}.`,
  ].join('\n');
}

function cell(cost: Cost | null | undefined, baseline: Cost | null | undefined, gflop?: number): string {
  if (!cost) return '';
  const ratio = baseline && baseline !== cost ? `  ${(baseline.cpuMs / cost.cpuMs).toFixed(1)}×` : '';
  const rate = gflop === undefined ? '' : `\n${(gflop / (cost.cpuMs / 1000)).toFixed(0)} GFLOP/s`;
  return `${cost.cpuMs.toFixed(1)} (${cost.wallMs.toFixed(1)})${ratio}${rate}`;
}
