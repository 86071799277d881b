import { parseArgs } from 'node:util';
import { userIdFault } from '../common/user-id.js';
import type { TokenRequest } from '../auth/mint-token.js';

export const TOKEN_USAGE =
  'usage: npm run token -- --sub USER_ID [--role user|admin] [--email ADDRESS] [--ttl 30s|15m|1h|7d]';

const UNIT_S: Partial<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** A token that never ends is a password that cannot be changed. */
const TTL_MAX_S = 366 * 86_400;

/** @throws Error with a sentence for the person at the keyboard */
export function tokenRequest(args: string[]): TokenRequest {
  const { values } = parseArgs({
    args,
    options: {
      sub: { type: 'string' },
      role: { type: 'string', default: 'user' },
      email: { type: 'string' },
      ttl: { type: 'string', default: '1h' },
    },
  });
  const { sub, role, email } = values;
  if (sub === undefined) throw new Error('--sub is missing');
  const fault = userIdFault(sub);
  if (fault !== undefined) throw new Error(`--sub ${fault}`);
  if (role !== 'user' && role !== 'admin') throw new Error('--role is user or admin');
  return { sub, role, ttlS: durationS(values.ttl), ...(email === undefined ? {} : { email }) };
}

function durationS(text: string): number {
  const [, amount, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (UNIT_S[unit] ?? NaN);
  if (!(seconds >= 1 && seconds <= TTL_MAX_S))
    throw new Error('--ttl is a duration of at most a year, such as 1h');
  return seconds;
}
