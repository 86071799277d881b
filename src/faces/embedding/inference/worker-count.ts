import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { MIB } from '../../../config/mebibyte.js';

/** Measured resident memory of one inference process, with room for the largest photo. */
const WORKER_BYTES = 450 * MIB;
/** The service itself, its uploads and the system. */
const RESERVED_BYTES = 500 * MIB;

/** One worker per core, as far as they fit into the memory; at least one. */
export function defaultWorkerCount(cores = availableCores(), memoryBytes = memoryLimitBytes()): number {
  const fitting = Math.floor((memoryBytes - RESERVED_BYTES) / WORKER_BYTES);
  return Math.max(1, Math.min(cores, fitting));
}

/** Cores that this process may use: the scheduler's affinity and the container's CPU quota, whichever is less. */
function availableCores(): number {
  const quota = cpuQuota(readOrEmpty('/sys/fs/cgroup/cpu.max')) ?? Infinity;
  return Math.max(1, Math.floor(Math.min(availableParallelism(), quota)));
}

/**
 * libuv looks at the quota only from 1.49 on, which Node 20 lacks.
 * @param cpuMax content of cgroup v2's `cpu.max`: quota and period in microseconds, or `max`
 */
export function cpuQuota(cpuMax: string): number | undefined {
  const [quota, period] = cpuMax.trim().split(/\s+/).map(Number);
  return quota !== undefined && period !== undefined && quota > 0 && period > 0 ? quota / period : undefined;
}

/** Without a limit Node answers 0 or an astronomical number. */
function memoryLimitBytes(): number {
  const limit = constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
