import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LocalRateLimitStorage } from './local-rate-limit-storage.js';

const MINUTE_MS = 60_000;
/** The largest RATE_LIMIT_PER_MINUTE, ten times per address. */
const LARGEST_LIMIT = 10_000_000;

afterEach(() => {
  jest.useRealTimers();
});

describe('limits counted in this process', () => {
  const hit = (storage: LocalRateLimitStorage, key: string, limit: number, name = 'caller') =>
    storage.increment(key, MINUTE_MS, limit, 0, name);

  it('let so many hits through until the window of the first one ends', async () => {
    jest.useFakeTimers({ now: 0 });
    const storage = new LocalRateLimitStorage();
    for (const totalHits of [1, 2]) {
      expect(await hit(storage, 'a', 2)).toMatchObject({ totalHits, isBlocked: false, timeToBlockExpire: 0 });
    }
    jest.advanceTimersByTime(30_500);
    expect(await hit(storage, 'a', 2)).toEqual({
      ...{ totalHits: 3, isBlocked: true },
      ...{ timeToExpire: 30, timeToBlockExpire: 30 },
    });
    expect(await hit(storage, 'b', 2)).toMatchObject({ totalHits: 1 });
    expect(await hit(storage, 'a', 2, 'address')).toMatchObject({ totalHits: 1 });
    jest.advanceTimersByTime(MINUTE_MS - 30_500);
    expect(await hit(storage, 'a', 2)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('end in time when the clock goes back meanwhile', async () => {
    jest.useFakeTimers({ now: 60 * MINUTE_MS });
    const storage = new LocalRateLimitStorage();
    await hit(storage, 'a', 1);
    jest.setSystemTime(0);
    expect(await hit(storage, 'a', 1)).toMatchObject({ isBlocked: true, timeToBlockExpire: 60 });
    jest.advanceTimersByTime(MINUTE_MS);
    expect(await hit(storage, 'a', 1)).toMatchObject({ totalHits: 1, isBlocked: false });
  });

  it('count 200,000 hits of one key, the last of them as quickly as the first', async () => {
    const storage = new LocalRateLimitStorage();
    let last = await hit(storage, 'a', LARGEST_LIMIT);
    const batchesMs: number[] = [];
    while (last.totalHits < 200_000) {
      const begunAt = performance.now();
      for (let count = 0; count < 1_000; count++) last = await hit(storage, 'a', LARGEST_LIMIT);
      batchesMs.push(performance.now() - begunAt);
    }
    expect(last.isBlocked).toBe(false);
    // The quickest of many, as others may keep the machine busy. One that looks at all earlier hits takes a hundred times as long.
    const quickest = (batches: number[]) => Math.min(...batches);
    expect(quickest(batchesMs.slice(-50)) / quickest(batchesMs.slice(0, 50))).toBeLessThan(10);
  });

  it('forget what has ended, and beyond their room whatever ends first', async () => {
    jest.useFakeTimers({ now: 0 });
    const storage = new LocalRateLimitStorage(3);
    await hit(storage, 'first', 1);
    jest.advanceTimersByTime(1_000);
    for (const key of ['second', 'third', 'fourth']) await hit(storage, key, 1);
    expect(storage.size).toBe(3);
    expect(await hit(storage, 'fourth', 1)).toMatchObject({ isBlocked: true });
    expect(await hit(storage, 'first', 1)).toMatchObject({ isBlocked: false });
    jest.advanceTimersByTime(2 * MINUTE_MS);
    await hit(storage, 'fifth', 1);
    expect(storage.size).toBe(1);
  });
});
