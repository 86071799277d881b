import { isIP } from 'node:net';
import type { Request } from 'express';

/** Some proxies write the port too (Azure's); each connection would be another caller. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/;

/**
 * Whose connection it is, for limits: an IPv4 address, or the /64 that an IPv6 customer owns (RFC 6177). Behind a proxy it is the
 * address that the proxy saw (`TRUST_PROXY_HOPS`); whatever it may have written that is none counts as the proxy's own.
 */
export function callerAddress({ ip = '', socket }: Caller): string {
  return counted(ip) ?? counted(socket.remoteAddress ?? '') ?? '';
}

type Caller = Pick<Request, 'ip'> & { socket: Pick<Request['socket'], 'remoteAddress'> };

/** @returns undefined for what is no address */
function counted(written: string): string | undefined {
  const [, bracketed, alone] = WITH_PORT.exec(written) ?? [];
  const [address = ''] = (bracketed ?? alone ?? written).split('%', 1);
  const version = isIP(address);
  if (version === 0) return undefined;
  if (version === 4 || address === '::1') return address;
  const groups = groupsOf(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 255])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight groups of an IPv6 address, those behind `::` written out as 0. */
function groupsOf(address: string): number[] {
  const [before = [], after = []] = address.split('::').map((part) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) => (group.includes('.') ? pairsOf(group) : [parseInt(group, 16)])),
  );
  const missing = 8 - before.length - after.length;
  return [...before, ...Array<number>(Math.max(0, missing)).fill(0), ...after];
}

/** The last two groups, written as an IPv4 address. */
function pairsOf(dotted: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
