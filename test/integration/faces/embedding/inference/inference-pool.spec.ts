import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../../../src/config/package-root.js';
import {
  alive,
  closePools,
  JOB_TIMEOUT_MS,
  onlyPid,
  startPool,
} from '../../../../support/inference/child-pool.js';
import { eventually } from '../../../../support/eventually.js';
import { withHeldTimeouts } from '../../../../support/held-timeouts.js';

afterEach(closePools);

describe('work', () => {
  it('answers in order of arrival and reports how long each waited', async () => {
    const { pool } = await startPool();
    const finished: string[] = [];
    const slow = pool.run({ do: 'sleep', ms: 200 }).then(() => finished.push('slow'));
    const second = pool.run({ do: 'echo', value: 'second' }).then(({ answer, queueMs }) => {
      finished.push('second');
      return { answer, queueMs };
    });
    const third = pool.run({ do: 'echo', value: 'third' }).then(() => finished.push('third'));
    await Promise.all([slow, second, third]);
    expect(finished).toEqual(['slow', 'second', 'third']);
    await expect(second).resolves.toMatchObject({ answer: 'second' });
    expect((await second).queueMs).toBeGreaterThan(150);
  });

  it('uses every worker at once', async () => {
    const { pool } = await startPool({ workers: 2 });
    const client = new AbortController();
    const finished: string[] = [];
    const busy = pool
      .run({ do: 'sleep', ms: JOB_TIMEOUT_MS }, { signal: client.signal })
      .finally(() => finished.push('busy'));
    await expect(pool.run({ do: 'echo', value: 'meanwhile' })).resolves.toMatchObject({
      answer: 'meanwhile',
    });
    expect(finished).toEqual([]);
    client.abort(new Error('gone'));
    await expect(busy).rejects.toThrow('gone');
  });

  it('passes on what the child refuses and what fails in it, and keeps the child', async () => {
    const child = await startPool();
    const pid = onlyPid(child);
    await expect(child.pool.run({ do: 'refuse' })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: 'told to',
    });
    await expect(child.pool.run({ do: 'throw' })).rejects.toThrow(/TypeError: a fault in the code/);
    expect(onlyPid(child)).toBe(pid);
  });
});

describe('overload', () => {
  it('refuses at once what does not fit into the line, with a time to come back', async () => {
    const { pool, events } = await startPool({ queueMax: 2 });
    const accepted = [1, 2, 3].map(() => pool.run({ do: 'sleep', ms: 300 }));
    const finished: unknown[] = [];
    for (const photo of accepted) void photo.then((answer) => finished.push(answer));
    await expect(pool.run({ do: 'sleep', ms: 300 })).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 503,
    });
    expect(() => pool.reserve()).toThrow(expect.objectContaining({ code: 'OVERLOADED', retryAfterS: 1 }));
    expect(finished).toEqual([]);
    await Promise.all(accepted);
    expect(pool.shed).toBe(2);
    expect(events.filter(({ type }) => type === 'shed')).toHaveLength(2);
  });

  it('keeps reserved places until they are released or used', async () => {
    const { pool } = await startPool({ queueMax: 1 });
    const first = pool.reserve();
    const second = pool.reserve();
    expect(() => pool.reserve()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    const work = pool.run({ do: 'sleep', ms: 100 }, { reservation: first });
    await expect(pool.run({ do: 'echo', value: 'x' })).rejects.toMatchObject({ code: 'OVERLOADED' });
    second.release();
    second.release();
    await expect(pool.run({ do: 'echo', value: 'y' })).resolves.toMatchObject({ answer: 'y' });
    await work;
  });

  it('gives up on what has waited longer than a photo may take', async () => {
    const { pool } = await startPool({ jobTimeoutMs: 3_000 });
    const client = new AbortController();
    await withHeldTimeouts(async (pass) => {
      const first = pool.run({ do: 'sleep', ms: 100 });
      const second = pool.run({ do: 'sleep', ms: 60_000 }, { signal: client.signal });
      const third = pool.run({ do: 'echo', value: 'too late' });
      pass(2_000);
      await expect(first).resolves.toMatchObject({ answer: 'slept' });
      pass(2_000);
      await expect(third).rejects.toMatchObject({ code: 'OVERLOADED' });
      client.abort(new Error('in time'));
      await expect(second).rejects.toThrow('in time');
    });
  });
});

describe('a client that goes away', () => {
  it('frees its place in the line at once', async () => {
    const { pool } = await startPool({ queueMax: 1 });
    const running = pool.run({ do: 'sleep', ms: 400 });
    const client = new AbortController();
    // Were it run all the same, its child would have to be replaced.
    const waiting = pool.run({ do: 'signal', signal: 'SIGKILL' }, { signal: client.signal });
    await expect(pool.run({ do: 'echo', value: 'x' })).rejects.toMatchObject({ code: 'OVERLOADED' });
    client.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(pool.run({ do: 'echo', value: 'y' })).resolves.toMatchObject({ answer: 'y' });
    await running;
    expect(pool.fleet.restarts).toBe(0);
  });

  it('in the middle of a photo ends the request but not the child', async () => {
    const child = await startPool();
    const pid = onlyPid(child);
    const client = new AbortController();
    const finished: string[] = [];
    const running = child.pool.run({ do: 'sleep', ms: 300 }, { signal: client.signal });
    const next = child.pool.run({ do: 'echo', value: 'z' }).then(() => finished.push('next'));
    client.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    expect(finished).toEqual([]);
    await next;
    expect(onlyPid(child)).toBe(pid);
  });

  it('before its photo was handed over gives its reservation back', async () => {
    const { pool } = await startPool({ queueMax: 0 });
    const reservation = pool.reserve();
    await expect(
      pool.run({ do: 'echo', value: 'x' }, { signal: AbortSignal.abort(new Error('gone')), reservation }),
    ).rejects.toThrow('gone');
    pool.reserve().release();
  });
});

describe('the end', () => {
  it('finishes what is in progress, refuses what is new, leaves no process', async () => {
    const { pool } = await startPool({ workers: 2 });
    const { pids } = pool.fleet;
    const running = [pool.run({ do: 'sleep', ms: 300 }), pool.run({ do: 'sleep', ms: 300 })];
    const waiting = pool.run({ do: 'echo', value: 'waited' });
    const closed = pool.close(60_000);
    await expect(pool.run({ do: 'echo', value: 'late' })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await Promise.all(running);
    await expect(waiting).resolves.toMatchObject({ answer: 'waited' });
    await closed;
    expect(pids).toHaveLength(2);
    expect(pids.filter(alive)).toEqual([]);
  });

  it('outlives the signals that a terminal sends to the whole group', async () => {
    const child = await startPool();
    const pid = onlyPid(child);
    const running = child.pool.run({ do: 'sleep', ms: 200 });
    process.kill(pid, 'SIGINT');
    process.kill(pid, 'SIGTERM');
    await expect(running).resolves.toMatchObject({ answer: 'slept' });
  });

  it('comes by itself when the service is killed, even in the middle of a photo', async () => {
    const service = fork(join(packageRoot, 'dist', 'test', 'support', 'inference', 'pool-owner.js'), {
      execArgv: [],
      stdio: 'ignore',
    });
    const [pids] = (await once(service, 'message')) as [number[]];
    expect(pids.map(alive)).toEqual([true, true]);
    service.kill('SIGKILL');
    await eventually(() => !pids.some(alive));
  });
});
