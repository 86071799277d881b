import type { ThrottlerStorage } from '@nestjs/throttler';

export type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

interface Window {
  hits: number;
  endsAtMs: number;
}

/** Some 20 MB. Beyond it the window that ends first is forgotten, rather than the service. */
const KEYS_MAX = 100_000;

/**
 * Counts requests in this process: two numbers per key, hits of a window that begins with the first of them, as in Redis.
 * Nest's own storage keeps the time of every hit, looks at all of them for each request, and throws beyond some 120,000.
 */
export class LocalRateLimitStorage implements ThrottlerStorage {
  /** The earliest end first, as all windows are of one length. */
  private readonly windows = new Map<string, Window>();

  constructor(private readonly keysMax = KEYS_MAX) {}

  get size(): number {
    return this.windows.size;
  }

  /** @param ttlMs length of the window, the same for all keys. @param limit hits allowed in it */
  increment(key: string, ttlMs: number, limit: number, _blockMs: number, name: string): Promise<Hits> {
    // Not the time of day: after a step back of an hour nobody would wait for an hour.
    const nowMs = performance.now();
    const id = `${name}:${key}`;
    let window = this.windows.get(id);
    if (window === undefined || window.endsAtMs <= nowMs) {
      this.windows.delete(id);
      this.makeRoom(nowMs);
      window = { hits: 0, endsAtMs: nowMs + ttlMs };
      this.windows.set(id, window);
    }
    window.hits += 1;
    return Promise.resolve(hitsOf(window.hits, window.endsAtMs - nowMs, limit));
  }

  private makeRoom(nowMs: number): void {
    for (const [id, { endsAtMs }] of this.windows) {
      if (endsAtMs > nowMs && this.windows.size < this.keysMax) return;
      this.windows.delete(id);
    }
  }
}

/** What the guards want to know of a window. */
export function hitsOf(totalHits: number, leftMs: number, limit: number): Hits {
  const leftS = Math.ceil(leftMs / 1000);
  const isBlocked = totalHits > limit;
  return { totalHits, timeToExpire: leftS, isBlocked, timeToBlockExpire: isBlocked ? leftS : 0 };
}
