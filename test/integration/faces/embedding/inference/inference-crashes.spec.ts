import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import { alive, closePools, onlyPid, startPool } from '../../../../support/inference/child-pool.js';
import { eventually } from '../../../../support/eventually.js';
import type { PoolState } from '../../../../support/inference/starved-pool.js';
import { temporaryFolder } from '../../../../support/temporary-folder.js';
import { withHeldTimeouts } from '../../../../support/held-timeouts.js';

const MB = 1024 * 1024;
const folder = temporaryFolder('inference-crashes-');

/** @returns the seconds that it took, which on a busy machine are more */
async function pause(ms: number): Promise<number> {
  const begunAt = performance.now();
  await sleep(ms);
  return Math.ceil((performance.now() - begunAt) / 1_000);
}

afterEach(closePools);

describe('a child that dies', () => {
  it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('by %s costs one request', async (signal) => {
    const child = await startPool();
    const pid = onlyPid(child);
    const lost = child.pool.run({ do: 'signal', signal });
    const next = child.pool.run({ do: 'echo', value: 'next' });
    await expect(lost).rejects.toMatchObject({ code: 'WORKER_LOST', status: 503, retryAfterS: 1 });
    await expect(next).resolves.toMatchObject({ answer: 'next' });
    expect(onlyPid(child)).not.toBe(pid);
    const ends = child.events.flatMap((event) => (event.type === 'worker-ended' ? [event.end] : []));
    expect(ends).toMatchObject([{ cause: 'died', signal }]);
  });

  it('when frozen by SIGSTOP is ended at the deadline', async () => {
    const child = await startPool({ jobTimeoutMs: 700 });
    const pid = onlyPid(child);
    process.kill(pid, 'SIGSTOP');
    const begun = performance.now();
    await expect(child.pool.run({ do: 'echo', value: 'x' })).rejects.toMatchObject({
      code: 'INFERENCE_TIMEOUT',
      status: 503,
    });
    expect(performance.now() - begun).toBeGreaterThan(650);
    await eventually(() => !alive(pid) && child.pool.fleet.ready);
    // On a busy machine its successor may need longer than that to answer.
    await withHeldTimeouts(() =>
      expect(child.pool.run({ do: 'echo', value: 'again' })).resolves.toMatchObject({ answer: 'again' }),
    );
  });

  it('is ended and replaced when it says what nobody asked', async () => {
    const child = await startPool();
    await expect(child.pool.run({ do: 'babble' })).rejects.toMatchObject({ code: 'WORKER_LOST' });
    await expect(child.pool.run({ do: 'echo', value: 'x' })).resolves.toMatchObject({ answer: 'x' });
  });

  it('is ended and replaced when its answer does not have the agreed shape', async () => {
    const child = await startPool({
      readAnswer: (value) => {
        if (value !== 'fine') throw new Error('not agreed');
        return value;
      },
    });
    await expect(child.pool.run({ do: 'echo', value: 'odd' })).rejects.toMatchObject({ code: 'WORKER_LOST' });
    await expect(child.pool.run({ do: 'echo', value: 'fine' })).resolves.toMatchObject({ answer: 'fine' });
  });
});

describe('a crash loop', () => {
  it('makes readiness false, slows down, fails fast, and recovers by itself', async () => {
    const file = join(folder, 'state');
    writeFileSync(file, 'live');
    const child = await startPool({
      settings: { dieIfFileSays: file },
      execArgv: [],
    });
    writeFileSync(file, 'die');
    process.kill(onlyPid(child), 'SIGKILL');
    await eventually(() => !child.pool.fleet.ready);
    const waiting = child.pool.run({ do: 'echo', value: 'x' });
    await expect(waiting).rejects.toMatchObject({ code: 'WORKER_LOST', retryAfterS: 1 });
    expect(child.pool.fleet.ready).toBe(false);
    expect(() => child.pool.reserve()).toThrow(expect.objectContaining({ code: 'WORKER_LOST' }));

    const restarts = child.pool.fleet.restarts;
    const pausedS = await pause(1_500);
    expect(child.pool.fleet.restarts - restarts).toBeLessThanOrEqual(pausedS + 1);

    writeFileSync(file, 'live');
    await eventually(() => child.pool.fleet.ready);
    await expect(child.pool.run({ do: 'echo', value: 'back' })).resolves.toMatchObject({ answer: 'back' });
    const readiness = child.events.flatMap((event) => (event.type === 'readiness' ? [event.ready] : []));
    expect(readiness.at(-1)).toBe(true);
    expect(readiness).toContain(false);
  });

  it('at the first start is an error that says why', async () => {
    const file = join(folder, 'state');
    writeFileSync(file, 'die');
    await expect(startPool({ settings: { dieIfFileSays: file }, execArgv: [] })).rejects.toThrow(
      /do not start: .*(code 3)?/,
    );
  });

  it('is not waited for when the settings can never work', async () => {
    await expect(startPool({ settings: { unusable: 'models/x: wrong sha256' } })).rejects.toThrow(
      'models/x: wrong sha256',
    );
  });
});

describe('a child that cannot be forked', () => {
  it('for want of file descriptors counts as a death, and is forked when there are some again', async () => {
    const owner = fork(join(packageRoot, 'dist', 'test', 'support', 'inference', 'starved-pool.js'));
    const stateOf = async (): Promise<PoolState> => {
      owner.send('state');
      const [state] = (await once(owner, 'message')) as [PoolState];
      return state;
    };
    /** What is open stays open; nothing can be opened. */
    const limitFiles = (count: string) =>
      execFileSync('prlimit', ['--pid', `${owner.pid}`, `--nofile=${count}:`]);
    try {
      await once(owner, 'message');
      limitFiles('3');
      const [pid] = (await stateOf()).pids;
      process.kill(pid ?? 0, 'SIGKILL');
      await eventually(async () => expect(await stateOf()).toMatchObject({ ready: false, pids: [] }));
      const pausedS = await pause(1_500);
      const { ends } = await stateOf();
      expect(ends.slice(1, 5)).toEqual(Array(4).fill(expect.stringMatching(/^spawn .*EMFILE$/)));
      // One more for each second at most.
      expect(ends.length).toBeLessThanOrEqual(5 + pausedS);
      limitFiles('1024');
      await eventually(async () => expect(await stateOf()).toMatchObject({ ready: true }));
    } finally {
      owner.kill('SIGKILL');
    }
  });

  it('at the first start is an error that says why', async () => {
    const tooLong = `--title=${'x'.repeat(200_000)}`;
    await expect(startPool({ execArgv: [tooLong] })).rejects.toThrow(
      /^Inference processes do not start: .*spawn E2BIG$/,
    );
  });
});

describe('memory', () => {
  it('replaces a child above the ceiling after its answer, losing nothing', async () => {
    const child = await startPool({ rssMaxBytes: 200 * MB });
    const pid = onlyPid(child);
    await expect(child.pool.run({ do: 'grow', bytes: 220 * MB })).resolves.toMatchObject({ answer: 'grown' });
    const during = Array.from({ length: 20 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 25));
      return child.pool.run({ do: 'echo', value: 'served' });
    });
    const answers = await Promise.all(during);
    expect(answers).toHaveLength(20);
    await eventually(() => !alive(pid) && child.pool.fleet.pids.length === 1);
    expect(child.events.filter(({ type }) => type === 'worker-recycled')).toHaveLength(1);
    expect(child.pool.fleet.ready).toBe(true);
  });
});
