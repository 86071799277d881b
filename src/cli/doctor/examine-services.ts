import { createClient } from '@redis/client';
import { firstLineOf } from '../../common/reason-of.js';
import type { AppConfig } from '../../config/app-config.js';
import { type Finding, ok, warning } from '../program/findings.js';

const PATIENCE_MS = 3_000;

/** What the settings name besides the database. The service runs without them, but not as well. */
export async function examineServices({ env }: AppConfig): Promise<Finding[]> {
  const { REDIS_URL: redisUrl, SUPABASE_URL: supabaseUrl, SUPABASE_ANON_KEY: anonKey = '' } = env;
  return [
    ...(redisUrl === undefined ? [] : [await examineRedis(redisUrl)]),
    ...(supabaseUrl === undefined ? [] : [await examineSupabase(supabaseUrl, anonKey)]),
  ];
}

async function examineRedis(url: string): Promise<Finding> {
  const client = createClient({ url, socket: { connectTimeout: PATIENCE_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return ok('Redis answers');
  } catch (error) {
    return warning(
      `Redis does not answer (${firstLineOf(error)}), each process limits by itself: check REDIS_URL`,
    );
  } finally {
    if (client.isOpen) client.destroy();
  }
}

/** The keys that users' tokens are checked by. */
async function examineSupabase(url: string, anonKey: string): Promise<Finding> {
  try {
    const response = await fetch(`${url}/auth/v1/.well-known/jwks.json`, {
      headers: { apikey: anonKey },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return ok('Supabase answers with its keys');
    return warning(
      `Supabase answers ${response.status}, its users' tokens cannot be checked: check SUPABASE_URL and SUPABASE_ANON_KEY`,
    );
  } catch (error) {
    return warning(
      `Supabase does not answer (${firstLineOf(error)}), its users' tokens cannot be checked: check SUPABASE_URL`,
    );
  }
}
