import type { ErrorCode } from '../../../common/error-codes.js';
import type { StageTimes } from '../photo-analysis.js';
import type { WorkerEnd } from './worker-process.js';

export type RefusalCode = 'OVERLOADED' | 'WORKER_LOST' | 'SHUTTING_DOWN';

/** What happens in the pool. Durations in milliseconds. */
export type InferenceEvent =
  /** A photo was refused without being looked at. */
  | { type: 'shed'; code: RefusalCode }
  /** How long each stage took; in the asynchronous context of the caller. */
  | { type: 'analyzed'; times: StageTimes }
  /** Looked at, and refused, lost, timed out or failed by a fault in the code (`INTERNAL_ERROR`). */
  | { type: 'failed'; code: ErrorCode }
  /** The client went away while its photo waited or was looked at. */
  | { type: 'abandoned' }
  | { type: 'worker-ended'; pid: number | undefined; end: WorkerEnd }
  /** A worker above the memory ceiling is being replaced. */
  | { type: 'worker-recycled'; pid: number | undefined; rssBytes: number }
  | { type: 'readiness'; ready: boolean };

/** Hears every event as it happens, for metrics and logs. Must not throw. */
export type InferenceObserver = (event: InferenceEvent) => void;

/** Injection token of the observer; nobody has to provide one. */
export const INFERENCE_OBSERVER = Symbol('INFERENCE_OBSERVER');
