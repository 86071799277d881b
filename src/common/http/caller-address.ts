import { isIP } from 'node:net';
import type { Request } from 'express';

/**
 * Whose connection it is, for limits: an IPv4 address, or the /64 that an IPv6 customer owns (RFC 6177). Behind a proxy it is the
 * address that the proxy saw (`TRUST_PROXY_HOPS`).
 */
export function callerAddress({ ip = '' }: Pick<Request, 'ip'>): string {
  const [unscoped = ''] = ip.split('%', 1);
  const address = unscoped.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(address) !== 6 || address === '::1') return address;
  return `${groupsOf(address)
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, those behind `::` written out as 0. */
function groupsOf(address: string): string[] {
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - before.length - after.length;
  return [...before, ...Array<string>(Math.max(0, missing)).fill('0'), ...after];
}
