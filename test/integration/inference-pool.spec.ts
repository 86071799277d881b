import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../src/config/package-root.js';
import { isolationArguments } from '../../src/faces/embedding/inference/isolation.js';
import type { PoolOptions } from '../../src/faces/embedding/inference/worker-pool.js';
import { type ChildPool, createChildPool, eventually } from '../support/child-pool.js';
import { NETWORK_WAYS } from '../support/network-ways.js';

const MB = 1024 * 1024;

const started: ChildPool[] = [];

async function startPool(overrides: Partial<PoolOptions<unknown, unknown>> = {}): Promise<ChildPool> {
  const child = createChildPool(overrides);
  started.push(child);
  await child.pool.fleet.start();
  return child;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(({ pool }) => pool.close(0)));
});

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const onlyPid = ({ pool }: ChildPool): number => {
  const [pid, ...others] = pool.fleet.pids;
  if (pid === undefined || others.length > 0) throw new Error('exactly one child was expected');
  return pid;
};

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
    const begun = performance.now();
    await Promise.all([pool.run({ do: 'sleep', ms: 500 }), pool.run({ do: 'sleep', ms: 500 })]);
    expect(performance.now() - begun).toBeLessThan(950);
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

describe('a child that dies', () => {
  it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('by %s costs one request', async (signal) => {
    const child = await startPool();
    const pid = onlyPid(child);
    const lost = child.pool.run({ do: 'signal', signal });
    const next = child.pool.run({ do: 'echo', value: 'next' });
    const begun = performance.now();
    await expect(lost).rejects.toMatchObject({ code: 'WORKER_LOST', status: 503, retryAfterS: 1 });
    await expect(next).resolves.toMatchObject({ answer: 'next' });
    expect(performance.now() - begun).toBeLessThan(5000);
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
    expect(performance.now() - begun).toBeLessThan(1500);
    await eventually(() => !alive(pid) && child.pool.fleet.ready, 5000);
    await expect(child.pool.run({ do: 'echo', value: 'again' })).resolves.toMatchObject({ answer: 'again' });
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
    const file = join(mkdtempSync(join(tmpdir(), 'crash-loop-')), 'state');
    writeFileSync(file, 'live');
    const child = await startPool({
      settings: { dieIfFileSays: file },
      execArgv: [],
    });
    writeFileSync(file, 'die');
    process.kill(onlyPid(child), 'SIGKILL');
    await eventually(() => !child.pool.fleet.ready, 5000);
    const waiting = child.pool.run({ do: 'echo', value: 'x' });
    await expect(waiting).rejects.toMatchObject({ code: 'WORKER_LOST', retryAfterS: 1 });
    expect(child.pool.fleet.ready).toBe(false);
    expect(() => child.pool.reserve()).toThrow(expect.objectContaining({ code: 'WORKER_LOST' }));

    const restarts = child.pool.fleet.restarts;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(child.pool.fleet.restarts - restarts).toBeLessThanOrEqual(2);

    writeFileSync(file, 'live');
    await eventually(() => child.pool.fleet.ready, 10_000);
    await expect(child.pool.run({ do: 'echo', value: 'back' })).resolves.toMatchObject({ answer: 'back' });
    const readiness = child.events.flatMap((event) => (event.type === 'readiness' ? [event.ready] : []));
    expect(readiness.at(-1)).toBe(true);
    expect(readiness).toContain(false);
  });

  it('at the first start is an error that says why', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'crash-loop-')), 'state');
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

describe('overload', () => {
  it('refuses at once what does not fit into the line, with a time to come back', async () => {
    const { pool, events } = await startPool({ queueMax: 2 });
    const accepted = [1, 2, 3].map(() => pool.run({ do: 'sleep', ms: 300 }));
    const begun = performance.now();
    await expect(pool.run({ do: 'sleep', ms: 300 })).rejects.toMatchObject({
      code: 'OVERLOADED',
      status: 503,
    });
    expect(() => pool.reserve()).toThrow(expect.objectContaining({ code: 'OVERLOADED', retryAfterS: 1 }));
    expect(performance.now() - begun).toBeLessThan(50);
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
    const { pool } = await startPool({ jobTimeoutMs: 600 });
    const results = await Promise.allSettled([
      pool.run({ do: 'sleep', ms: 450 }),
      pool.run({ do: 'sleep', ms: 450 }),
      pool.run({ do: 'sleep', ms: 450 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { code: 'OVERLOADED' } });
  });
});

describe('a client that goes away', () => {
  it('frees its place in the line at once', async () => {
    const { pool } = await startPool({ queueMax: 1 });
    const running = pool.run({ do: 'sleep', ms: 400 });
    const client = new AbortController();
    const waiting = pool.run({ do: 'echo', value: 'never' }, { signal: client.signal });
    await expect(pool.run({ do: 'echo', value: 'x' })).rejects.toMatchObject({ code: 'OVERLOADED' });
    client.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(pool.run({ do: 'echo', value: 'y' })).resolves.toMatchObject({ answer: 'y' });
    await running;
    expect(pool.answered).toBe(2);
  });

  it('in the middle of a photo ends the request but not the child', async () => {
    const child = await startPool();
    const pid = onlyPid(child);
    const client = new AbortController();
    const running = child.pool.run({ do: 'sleep', ms: 300 }, { signal: client.signal });
    const begun = performance.now();
    client.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    expect(performance.now() - begun).toBeLessThan(100);
    await expect(child.pool.run({ do: 'echo', value: 'z' })).resolves.toMatchObject({ answer: 'z' });
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
    await eventually(() => !alive(pid) && child.pool.fleet.pids.length === 1, 5000);
    expect(child.events.filter(({ type }) => type === 'worker-recycled')).toHaveLength(1);
    expect(child.pool.fleet.ready).toBe(true);
  });
});

describe('isolation', () => {
  it('gives the child no environment', async () => {
    process.env['DATABASE_URL'] ??= 'postgresql://secret@example.invalid/x';
    const { pool } = await startPool();
    const { answer } = await pool.run({ do: 'environment' });
    expect(answer).toEqual({});
  });

  it('lets it read the code but nothing else', async () => {
    const outside = join(mkdtempSync(join(tmpdir(), 'outside-')), 'secret');
    writeFileSync(outside, 'secret');
    const { pool } = await startPool();
    for (const path of ['/etc/hosts', outside, '/proc/self/environ']) {
      await expect(pool.run({ do: 'read', path })).rejects.toThrow(/ERR_ACCESS_DENIED|Access to this API/);
    }
  });

  it('lets it read a folder by its name and through a link, however often it is listed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'models-'));
    const link = `${folder}-link`;
    writeFileSync(join(folder, 'model.json'), 'a manifest');
    symlinkSync(folder, link);
    const code = ['node_modules', 'dist'].map((name) => join(packageRoot, name));
    const { pool } = await startPool({
      execArgv: isolationArguments({
        readable: [...code, ...code, link, folder],
        readableFiles: [join(packageRoot, 'package.json')],
        writable: [link, link],
      }),
    });
    for (const path of [join(folder, 'model.json'), join(link, 'model.json')]) {
      await expect(pool.run({ do: 'read', path })).resolves.toMatchObject({ answer: 'a manifest' });
    }
    await expect(pool.run({ do: 'read', path: `${folder}-other` })).rejects.toThrow(/Access to this API/);
  });
});

describe('the network', () => {
  it.each(NETWORK_WAYS)('is closed by way of %s', async (way) => {
    let connections = 0;
    const listener = net.createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const { pool } = await startPool();
    await expect(pool.run({ do: 'network', way, port: address.port })).rejects.toThrow(/network is closed/);
    listener.close();
    expect(connections).toBe(0);
  });
});

describe('the end', () => {
  it('finishes what is in progress, refuses what is new, leaves no process', async () => {
    const { pool } = await startPool({ workers: 2 });
    const { pids } = pool.fleet;
    const running = [pool.run({ do: 'sleep', ms: 300 }), pool.run({ do: 'sleep', ms: 300 })];
    const waiting = pool.run({ do: 'echo', value: 'waited' });
    const closed = pool.close(5000);
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
    const service = fork(join(packageRoot, 'dist', 'test', 'support', 'pool-owner.js'), {
      execArgv: [],
      stdio: 'ignore',
    });
    const [pids] = (await once(service, 'message')) as [number[]];
    expect(pids.map(alive)).toEqual([true, true]);
    service.kill('SIGKILL');
    await eventually(() => !pids.some(alive), 5000);
  });
});
