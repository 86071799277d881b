import { minutes, type ThrottlerModuleOptions, type ThrottlerStorage } from '@nestjs/throttler';
import type { AppConfig } from '../../config/app-config.js';
import { LocalRateLimitStorage } from './local-rate-limit-storage.js';

export const ADDRESS_LIMIT = 'address';
export const CALLER_LIMIT = 'caller';

/** People who share an address (an office, a mobile network) each have their own limit; together they have this many. */
const CALLERS_PER_ADDRESS = 10;

export async function rateLimitOptions({
  env,
  rateLimitPerMinute: perMinute,
}: AppConfig): Promise<ThrottlerModuleOptions> {
  return {
    throttlers: [
      { name: ADDRESS_LIMIT, ttl: minutes(1), limit: perMinute * CALLERS_PER_ADDRESS, blockDuration: 0 },
      { name: CALLER_LIMIT, ttl: minutes(1), limit: perMinute, blockDuration: 0 },
    ],
    skipIf: () => perMinute === 0,
    setHeaders: false,
    storage: await openStorage(env.REDIS_URL),
  };
}

/** Redis' client is a tenth of what the service imports, and most do without it. */
async function openStorage(redisUrl: string | undefined): Promise<ThrottlerStorage> {
  if (redisUrl === undefined) return new LocalRateLimitStorage();
  const { RedisRateLimitStorage } = await import('./redis-rate-limit-storage.js');
  return new RedisRateLimitStorage(redisUrl);
}
