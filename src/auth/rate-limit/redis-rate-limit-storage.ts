import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { createClient } from '@redis/client';
import { withinTime } from '../../common/deadline.js';
import { reasonOf } from '../../common/reason-of.js';
import { type Hits, hitsOf, LocalRateLimitStorage } from './local-rate-limit-storage.js';

const KEY_PREFIX = 'twoinone-ml:rate:';
const CONNECT_TIMEOUT_MS = 2_000;
/** A limit must not cost more time than what it protects. */
const ANSWER_TIMEOUT_MS = 250;
/** After a failure Redis is left alone for this long. */
const PAUSE_MS = 5_000;

/**
 * One round trip and one key: hits of a window that begins with the first of them. A key without an end – written by a
 * process that died in between, or restored from a backup – gets one.
 */
const HIT = `
  local hits = redis.call('INCR', KEYS[1])
  local leftMs = redis.call('PTTL', KEYS[1])
  if leftMs < 0 then
    leftMs = tonumber(ARGV[1])
    redis.call('PEXPIRE', KEYS[1], leftMs)
  end
  return {hits, leftMs}`;

/**
 * Counts requests for all replicas together. Each replica counts its own as well, and the count that is further on decides: limits
 * never vanish while Redis is away, forgets (evicted, flushed, another server) or tells something else.
 */
export class RedisRateLimitStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger('RateLimit');
  private readonly local = new LocalRateLimitStorage();
  private readonly client;
  private pausedUntilMs = 0;

  constructor(url: string) {
    this.client = createClient({
      url,
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, PAUSE_MS),
      },
    });
    // Without a listener the client's errors would end the process; each failed hit reports the outage.
    this.client.on('error', () => undefined);
    this.client.connect().catch(() => undefined);
  }

  /** @param ttl length of the window, ms. @param limit hits allowed in it */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<Hits> {
    const own = await this.local.increment(key, ttl, limit, blockDuration, throttlerName);
    const shared = await this.sharedHits(`${KEY_PREFIX}${throttlerName}:${key}`, ttl, limit);
    return shared !== null && shared.totalHits > own.totalHits ? shared : own;
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }

  /** @returns null while Redis does not answer */
  private async sharedHits(key: string, ttlMs: number, limit: number): Promise<Hits | null> {
    if (performance.now() < this.pausedUntilMs) return null;
    try {
      return await this.hit(key, ttlMs, limit);
    } catch (error) {
      this.pausedUntilMs = performance.now() + PAUSE_MS;
      this.logger.warn(`Redis does not answer (${reasonOf(error)}); this process counts requests by itself`);
      return null;
    }
  }

  private async hit(key: string, ttlMs: number, limit: number): Promise<Hits> {
    const answer = this.client.eval(HIT, { keys: [key], arguments: [String(ttlMs)] });
    const reply = await withinTime(
      answer,
      ANSWER_TIMEOUT_MS,
      () => new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`),
    );
    const [totalHits, leftMs]: unknown[] = Array.isArray(reply) ? reply : [];
    if (!isCount(totalHits) || !isCount(leftMs) || leftMs > ttlMs) throw new Error('unexpected reply');
    return hitsOf(totalHits, leftMs, limit);
  }
}

/** What the script answers with. A server of another kind, or a proxy in between, may say anything. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
