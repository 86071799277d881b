import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { freePort } from './free-port.js';

export interface SigningKey {
  kid: string;
  alg: 'ES256' | 'RS256';
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export function signingKey(kid: string, alg: SigningKey['alg'] = 'ES256', rsaBits = 2048): SigningKey {
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: rsaBits });
  return { kid, alg, ...pair };
}

/** A Supabase project's key endpoint on loopback: counts what it is asked, rotates keys, goes down and comes back. */
export class JwksServer {
  /** What is answered instead of the keys. */
  body: string | undefined;
  readonly requests: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  private server: Server | undefined;
  private port = 0;

  constructor(public keys: SigningKey[]) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get issuer(): string {
    return `${this.url}/auth/v1`;
  }

  /** Listens on the port it had before, if any. */
  async up(): Promise<void> {
    const server = createServer((request, response) => {
      this.requests.push({ path: request.url, headers: request.headers });
      const found = request.url === '/auth/v1/.well-known/jwks.json';
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', connection: 'close' });
      response.end(this.body ?? JSON.stringify({ keys: this.keys.map(publicJwk) }));
    });
    this.port ||= await freePort();
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
  }

  async down(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** As a key set holds it. */
export function publicJwk({ kid, alg, publicKey }: SigningKey) {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
}
