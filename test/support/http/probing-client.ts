import http from 'node:http';
import { mintToken } from '../../../src/auth/mint-token.js';

/** How one request went, without throwing: what broke is as much an observation as an answer. */
export interface Outcome {
  /** `performance.now()` when it was sent. */
  startedMs: number;
  ms: number;
  /** 0 when the connection broke before the answer was complete. */
  status: number;
  /** The problem's code, or the connection's error code. */
  code: string | undefined;
  retryAfterS: number | undefined;
  body: Record<string, unknown>;
}

export interface RequestOptions {
  method?: string;
  headers?: http.OutgoingHttpHeaders;
  body?: Buffer;
  signal?: AbortSignal;
  /** One of this machine's addresses to come from, e.g. 127.0.0.7. */
  from?: string | undefined;
  /** A client gives up after this time; the outcome's code is then CLIENT_TIMEOUT. */
  timeoutMs?: number;
}

const BOUNDARY = 'photo-boundary';
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** A multipart body with one photo in the field `file`. */
export function multipart(photo: Buffer): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), photo, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}

/** Speaks to a service on the loopback interface over connections that it keeps open, as real clients do. */
export class ProbingClient {
  /** Idle connections end here before they do at the service (10 s): a request on one that ends would look like a reset. */
  readonly agent = new http.Agent({ keepAlive: true, timeout: 5_000 });

  constructor(
    readonly port: number,
    private readonly secret: string,
  ) {}

  async enroll(userId: string, photo: Buffer): Promise<Outcome> {
    const token = await this.token(userId);
    return this.upload('/ml/enroll-face', photo, { authorization: `Bearer ${token}` });
  }

  verify(photo: Buffer): Promise<Outcome> {
    return this.upload('/ml/verify-face', photo, {});
  }

  async list(): Promise<string[]> {
    const authorization = `Bearer ${await this.token('auditor')}`;
    const { status, body } = await this.request('/ml/users-enrolled', { headers: { authorization } });
    const users = body['enrolled_users'];
    if (status !== 200 || !Array.isArray(users)) throw new Error(`users-enrolled answered ${status}`);
    return users.map(String);
  }

  token(sub: string): Promise<string> {
    return mintToken({ sub, ttlS: 3600 }, this.secret);
  }

  upload(path: string, photo: Buffer, headers: http.OutgoingHttpHeaders, from?: string): Promise<Outcome> {
    const body = multipart(photo);
    return this.request(path, {
      method: 'POST',
      headers: { 'content-type': MULTIPART, ...headers },
      body,
      from,
    });
  }

  request(path: string, options: RequestOptions = {}): Promise<Outcome> {
    const { method = 'GET', headers = {}, body, signal, from, timeoutMs = 60_000 } = options;
    const startedMs = performance.now();
    const outcome = (rest: Partial<Outcome>): Outcome => ({
      ...{ startedMs, ms: performance.now() - startedMs, status: 0 },
      ...{ code: undefined, retryAfterS: undefined, body: {}, ...rest },
    });
    return new Promise((resolve) => {
      const length = body === undefined ? {} : { 'content-length': body.length };
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.port,
          path,
          method,
          agent: this.agent,
          ...(signal ? { signal } : {}),
          ...(from === undefined ? {} : { localAddress: from }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', (error) => resolve(outcome({ code: codeOf(error) })));
          response.on('end', () => resolve(outcome(read(response, Buffer.concat(chunks)))));
        },
      );
      for (const [name, value] of Object.entries({ ...length, ...headers })) {
        if (value !== undefined) request.setHeader(name, value);
      }
      const timer = setTimeout(() => {
        resolve(outcome({ code: 'CLIENT_TIMEOUT' }));
        request.destroy();
      }, timeoutMs);
      request.on('close', () => clearTimeout(timer));
      request.on('error', (error) => resolve(outcome({ code: codeOf(error) })));
      request.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

function read(response: http.IncomingMessage, bytes: Buffer): Partial<Outcome> {
  const body = parse(bytes);
  const retryAfter = Number(response.headers['retry-after'] ?? Number.NaN);
  return {
    status: response.statusCode ?? 0,
    code: typeof body['code'] === 'string' ? body['code'] : undefined,
    retryAfterS: Number.isNaN(retryAfter) ? undefined : retryAfter,
    body,
  };
}

function parse(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
