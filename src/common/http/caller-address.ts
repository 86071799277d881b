import { isIP } from 'node:net';
import type { Request } from 'express';
import ipaddr from 'ipaddr.js';

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
  // ipaddr.js reads `127.1` and whole numbers too.
  if (isIP(address) === 0) return undefined;
  const read = ipaddr.process(address);
  if (read.kind() === 'ipv4' || read.range() === 'loopback') return read.toString();
  return `${ipaddr.fromByteArray([...read.toByteArray().slice(0, 8), ...HOST_OF_64]).toString()}/64`;
}

const HOST_OF_64 = Array<number>(8).fill(0);
