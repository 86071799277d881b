import { minutes, type ThrottlerModuleOptions, type ThrottlerStorage } from '@nestjs/throttler';
import type { AppConfig } from '../../config/app-config.js';
import { LocalRateLimitStorage } from './local-rate-limit-storage.js';

export const ADDRESS_LIMIT = 'address';
export const CALLER_LIMIT = 'caller';

/** People who share an address (an office, a mobile network) each have their own limit; together they have this many. */
const CALLERS_PER_ADDRESS = 10;

/** Both limits: hits allowed in a window of so many milliseconds. */
export function limitsOf({ rateLimitPerMinute: perMinute }: AppConfig) {
  return [
    { name: ADDRESS_LIMIT, ttl: minutes(1), limit: perMinute * CALLERS_PER_ADDRESS, blockDuration: 0 },
    { name: CALLER_LIMIT, ttl: minutes(1), limit: perMinute, blockDuration: 0 },
  ];
}

/** What stands for an address under each limit; anonymous callers are told apart from users, whose ids could look like one. */
export function addressTracker(limitName: string, address: string): string {
  return limitName === CALLER_LIMIT ? `address ${address}` : address;
}

export async function rateLimitOptions(config: AppConfig): Promise<ThrottlerModuleOptions> {
  const { env } = config;
  return {
    throttlers: limitsOf(config),
    skipIf: () => config.rateLimitPerMinute === 0,
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
