/**
 * Imported first by the inference process, before any library can keep a reference. Node's permission model closes the
 * network only from version 25 on; on older versions this takes JavaScript's ways out instead. Defence in depth: native
 * code could still open a socket, which only the container's network policy can prevent.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

class NetworkClosedError extends Error {
  readonly code = 'ERR_ACCESS_DENIED';
  constructor() {
    super('The network is closed to inference processes');
  }
}

const closed = (): never => {
  throw new NetworkClosedError();
};

const functionsOf = (object: object): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([name, { value }]) => typeof value === 'function' && name !== 'constructor')
    .map(([name]) => name);

const close = (object: object, names: string[]): void => {
  for (const name of names) {
    Object.defineProperty(object, name, { value: closed, writable: false, configurable: false });
  }
};

// http, https, http2, tls, fetch and WebSocket all connect and listen through these two.
close(net.Socket.prototype, ['connect']);
close(net.Server.prototype, ['listen']);
close(dgram.Socket.prototype, ['bind', 'connect', 'send']);
close(
  dns,
  functionsOf(dns).filter((name) => name !== 'Resolver'),
);
close(
  dns.promises,
  functionsOf(dns.promises).filter((name) => name !== 'Resolver'),
);
close(dns.Resolver.prototype, functionsOf(dns.Resolver.prototype));
close(dns.promises.Resolver.prototype, functionsOf(dns.promises.Resolver.prototype));
close(
  globalThis,
  ['fetch', 'WebSocket', 'EventSource'].filter((name) => name in globalThis),
);
syncBuiltinESMExports();
