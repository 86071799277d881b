import { minutes, type ThrottlerModuleOptions } from '@nestjs/throttler';
import type { AppConfig } from '../../config/app-config.js';
import { LocalRateLimitStorage } from './local-rate-limit-storage.js';
import { RedisRateLimitStorage } from './redis-rate-limit-storage.js';

export const ADDRESS_LIMIT = 'address';
export const CALLER_LIMIT = 'caller';

/** People who share an address (an office, a mobile network) each have their own limit; together they have this many. */
const CALLERS_PER_ADDRESS = 10;

export function rateLimitOptions({ env, rateLimitPerMinute: perMinute }: AppConfig): ThrottlerModuleOptions {
  return {
    throttlers: [
      { name: ADDRESS_LIMIT, ttl: minutes(1), limit: perMinute * CALLERS_PER_ADDRESS, blockDuration: 0 },
      { name: CALLER_LIMIT, ttl: minutes(1), limit: perMinute, blockDuration: 0 },
    ],
    skipIf: () => perMinute === 0,
    setHeaders: false,
    storage:
      env.REDIS_URL === undefined ? new LocalRateLimitStorage() : new RedisRateLimitStorage(env.REDIS_URL),
  };
}
