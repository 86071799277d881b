import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publicJwk, signingKey } from './jwks-server.js';
import { signedToken } from '../tokens/raw-token.js';

/** Whoever may sign in. */
export const PERSON = {
  id: '3f1c2d9e-5b7a-4c1d-8e2f-9a0b1c2d3e4f',
  email: 'ada@example.com',
  password: 'correct horse',
};
const TOKEN_LIFE_S = 3_600;

/** Supabase's auth server as far as people sign in: its paths, bodies and errors are those of GoTrue's HTTP API. */
export class SignInServer {
  /** Addresses that a link was sent to, each with where it leads. */
  readonly links: { email: string; redirectTo: string | null }[] = [];
  /** Grants asked for, in their order. */
  readonly grants: string[] = [];
  signOuts = 0;
  private readonly key = signingKey('sign-in');
  private server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo | undefined)?.port ?? 0}`;
  }

  async up(): Promise<void> {
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
  }

  async down(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** What the address of a link that was pressed ends in. @param lifeS also of the session that its refresh token gives */
  pressedLink(lifeS = TOKEN_LIFE_S): string {
    const brought = { ...this.session(lifeS), refresh_token: `link-${lifeS}`, type: 'magiclink' };
    return `#${new URLSearchParams(brought).toString()}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'apikey, authorization, content-type');
    const body = await textOf(request);
    const [status, answer] =
      request.method === 'OPTIONS' ? [204, null] : this.route(pathname, searchParams, body);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(answer === null ? '' : JSON.stringify(answer));
  }

  private route(path: string, query: URLSearchParams, text: string): [status: number, answer: object | null] {
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string>;
    switch (path) {
      case '/auth/v1/.well-known/jwks.json':
        return [200, { keys: [publicJwk(this.key)] }];
      case '/auth/v1/token':
        return this.grant(query.get('grant_type') ?? '', body);
      case '/auth/v1/otp':
        this.links.push({ email: body['email'] ?? '', redirectTo: query.get('redirect_to') });
        return [200, {}];
      case '/auth/v1/logout':
        this.signOuts += 1;
        return [204, null];
      default:
        return [404, {}];
    }
  }

  private grant(grant: string, body: Record<string, string>): [status: number, answer: object] {
    this.grants.push(grant);
    const isGood = grant === 'refresh_token' || body['password'] === PERSON.password;
    const linkLifeS = /^link-(\d+)$/.exec(body['refresh_token'] ?? '')?.[1];
    return isGood
      ? [200, this.session(Number(linkLifeS ?? TOKEN_LIFE_S))]
      : [400, { code: 400, error_code: 'invalid_credentials', msg: 'Invalid login credentials' }];
  }

  private session(lifeS: number): Record<string, string> {
    const nowS = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: `${this.url}/auth/v1`,
      aud: 'authenticated',
      sub: PERSON.id,
      email: PERSON.email,
      role: 'authenticated',
      app_metadata: { provider: 'email' },
      iat: nowS,
      exp: nowS + lifeS,
    };
    return {
      access_token: signedToken({ alg: 'ES256', typ: 'JWT', kid: this.key.kid }, claims, this.key.privateKey),
      refresh_token: `refresh-${this.grants.length}`,
      token_type: 'bearer',
      expires_in: String(lifeS),
    };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
