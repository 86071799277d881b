import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.js';
import type { InferenceEvent } from '../../src/faces/embedding/inference/inference-observer.js';
import { isolationArguments } from '../../src/faces/embedding/inference/isolation.js';
import { type PoolOptions, WorkerPool } from '../../src/faces/embedding/inference/worker-pool.js';
import type { ChildJob } from './inference-child.js';

export interface ChildPool {
  pool: WorkerPool<ChildJob, unknown, unknown>;
  events: InferenceEvent[];
}

/** A pool of real, isolated children that do what the tests tell them. Needs a build. */
export function createChildPool(overrides: Partial<PoolOptions<unknown, unknown>> = {}): ChildPool {
  const events: InferenceEvent[] = [];
  const pool = new WorkerPool<ChildJob, unknown, unknown>(
    {
      modulePath: join(packageRoot, 'dist', 'test', 'support', 'inference-child.js'),
      cwd: packageRoot,
      execArgv: isolationArguments({
        readable: [join(packageRoot, 'node_modules'), join(packageRoot, 'dist')],
        readableFiles: [join(packageRoot, 'package.json')],
        writable: [],
      }),
      settings: {},
      workers: 1,
      queueMax: 4,
      startTimeoutMs: 20_000,
      jobTimeoutMs: 5000,
      rssMaxBytes: 1024 * 1024 * 1024,
      readAbout: (value) => value,
      readAnswer: (value) => value,
      ...overrides,
    },
    (event) => events.push(event),
  );
  return { pool, events };
}

/** Polls until it holds. @throws Error after `timeoutMs` */
export async function eventually(holds: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
