import type { InferenceSettings } from '../../src/faces/embedding/inference-settings.js';
import type { Box } from '../../src/faces/embedding/photo-analysis.js';

export type BenchRequest =
  | { call: 'load'; settings: InferenceSettings; refuseTfjsNode: boolean }
  | { call: 'boxes' | 'encode'; photo: Uint8Array }
  | { call: 'networks' }
  | { call: 'peak' };

export interface BenchAnswers {
  load: { runtime: string };
  boxes: Box[];
  encode: Encoded;
  networks: NetworkCosts;
  /** GFLOP/s of one thread. */
  peak: number;
}

export interface Encoded {
  cost: Cost;
  /** Null: no face, or of several none that is the subject. */
  encoding: Float32Array | null;
  /** Resident memory of the process afterwards. */
  rssBytes: number;
}

/** Milliseconds; of the processor all threads of the process together. On a busy machine only those can be compared. */
export interface Cost {
  wallMs: number;
  cpuMs: number;
}

export const NETWORKS = ['detector', 'landmarks', 'recognition'] as const;
export type Network = (typeof NETWORKS)[number];

/** One run each: a picture, one face, a chip and its mirror image. */
export type NetworkCosts = Record<Network, Cost>;

export type BenchReply = { value: unknown } | { error: string };
