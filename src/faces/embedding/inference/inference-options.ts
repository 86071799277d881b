import type { InferenceSettings } from '../inference-settings.js';

/** Injection token of the pool's options. */
export const INFERENCE_OPTIONS = Symbol('INFERENCE_OPTIONS');

export interface InferenceOptions {
  settings: InferenceSettings;
  /** Number of inference processes; undefined: one per core within the memory limit. */
  workers: number | undefined;
  /** Photos that may wait, beyond those being looked at. */
  queueMax: number;
  /** Deadline per photo, in milliseconds. */
  timeoutMs: number;
  /** Resident memory above which a process is replaced, in bytes. */
  rssMaxBytes: number;
}
