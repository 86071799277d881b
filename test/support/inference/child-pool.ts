import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import type { InferenceEvent } from '../../../src/faces/embedding/inference/inference-observer.js';
import { isolationArguments } from '../../../src/faces/embedding/inference/isolation.js';
import { type PoolOptions, WorkerPool } from '../../../src/faces/embedding/inference/worker-pool.js';
import type { ChildJob } from './inference-child.js';

/** Only for tests of the deadline itself shorter: on a machine that others keep busy an echo takes seconds. */
export const JOB_TIMEOUT_MS = 60_000;

export interface ChildPool {
  pool: WorkerPool<ChildJob, unknown, unknown>;
  events: InferenceEvent[];
}

/** A pool of real, isolated children that do what the tests tell them. Needs a build. */
export function createChildPool(overrides: Partial<PoolOptions<unknown, unknown>> = {}): ChildPool {
  const events: InferenceEvent[] = [];
  const pool = new WorkerPool<ChildJob, unknown, unknown>(
    {
      modulePath: join(packageRoot, 'dist', 'test', 'support', 'inference', 'inference-child.js'),
      cwd: packageRoot,
      execArgv: isolationArguments({
        readable: [join(packageRoot, 'node_modules'), join(packageRoot, 'dist')],
        readableFiles: [join(packageRoot, 'package.json')],
        writable: [],
      }),
      settings: {},
      workers: 1,
      queueMax: 4,
      startTimeoutMs: 120_000,
      jobTimeoutMs: JOB_TIMEOUT_MS,
      rssMaxBytes: 1024 * 1024 * 1024,
      readAbout: (value) => value,
      readAnswer: (value) => value,
      ...overrides,
    },
    (event) => events.push(event),
  );
  return { pool, events };
}

const started: ChildPool[] = [];

/** A pool whose children are up; `closePools` ends it. */
export async function startPool(overrides: Partial<PoolOptions<unknown, unknown>> = {}): Promise<ChildPool> {
  const child = createChildPool(overrides);
  started.push(child);
  await child.pool.fleet.start();
  return child;
}

/** To be called after each test. */
export async function closePools(): Promise<void> {
  await Promise.all(started.splice(0).map(({ pool }) => pool.close(0)));
}

export const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

export const onlyPid = ({ pool }: ChildPool): number => {
  const [pid, ...others] = pool.fleet.pids;
  if (pid === undefined || others.length > 0) throw new Error('exactly one child was expected');
  return pid;
};
