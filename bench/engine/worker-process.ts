import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { HEAP_ARGUMENTS, MALLOC_ENVIRONMENT } from '../../src/faces/embedding/inference/memory-settings.js';
import type { BenchAnswers, BenchReply, BenchRequest } from './protocol.js';

/** TensorFlow's native library would take every core; the comparison is per core. */
const ONE_THREAD = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', TF_CPP_MIN_LOG_LEVEL: '2' };

/** A benchmark worker; it is asked one thing at a time, and while one works the others sleep. */
export class WorkerProcess {
  private readonly child: ChildProcess = fork(fileURLToPath(new URL('worker.js', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: HEAP_ARGUMENTS,
    env: { ...process.env, ...ONE_THREAD, ...MALLOC_ENVIRONMENT },
  });

  async ask<Request extends BenchRequest>(request: Request): Promise<BenchAnswers[Request['call']]> {
    const done = new AbortController();
    const { signal } = done;
    const settled = Promise.race([
      once(this.child, 'message', { signal }).then(([reply]) => reply as BenchReply),
      once(this.child, 'exit', { signal }).then(([code]) => ({
        error: `the worker ended with code ${String(code)}`,
      })),
    ]);
    this.child.send(request);
    const reply = await settled;
    done.abort();
    if ('error' in reply) throw new Error(reply.error);
    return reply.value as BenchAnswers[Request['call']];
  }

  stop(): void {
    this.child.kill();
  }
}
