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
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array<string>(Math.max(0, missing)).fill('0'), ...(after ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
