import { BlockList, isIP } from 'node:net';

/** Loopback, private and link-local addresses (RFC 1918, 3927, 4193, 4291, 6598). */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6');
}

/** Names that no public DNS resolves: of one label (Docker, Kubernetes), or below a domain reserved for it (RFC 6761, 6762, 9476). */
const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|home\.arpa|svc|svc\.cluster\.local|test)$/;

/** @param hostname as `URL.hostname` gives it */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const version = isIP(host);
  if (version === 0) return PRIVATE_NAME.test(host);
  return PRIVATE.check(host, version === 4 ? 'ipv4' : 'ipv6');
}
