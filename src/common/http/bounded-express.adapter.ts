import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import { ExpressAdapter } from '@nestjs/platform-express';
import { ConnectionLimits } from './connection-limits.js';
import { refuseUnparsed } from './refuse-unparsed.js';

/** Who connected in the last moment sends its request within this time. */
const LAST_REQUEST_MS = 200;
const LAST_ANSWER_MS = 1_000;

const ACCEPT_ROUNDS_MAX = 100;
/**
 * How much longer than promised an idle connection stays: a request that a client sends in the last moment would meet a
 * connection that is being closed, and be reset.
 */
const KEEP_ALIVE_GRACE_MS = 2_000;

/** Express on a server whose sockets cannot be held open: Nest passes no options to `createServer`. */
export class BoundedExpressAdapter extends ExpressAdapter {
  /** @param keepAliveS how long an idle connection is promised to stay */
  constructor(
    private readonly keepAliveS: number,
    private readonly limits = new ConnectionLimits(),
  ) {
    super();
  }

  override initHttpServer(): void {
    const server = createServer(
      {
        headersTimeout: 10_000,
        // For `BodyDeadlines` to judge.
        requestTimeout: 0,
        keepAliveTimeout: this.keepAliveS * 1_000 + KEEP_ALIVE_GRACE_MS,
        // Node's default of 30 s would let a slow socket live up to 40 s.
        connectionsCheckingInterval: 1_000,
        maxHeaderSize: 16 * 1024,
      },
      this.limits.guard(this.getInstance<RequestListener>()),
    );
    // Node would drop all headers behind the 2,000th, an Authorization or X-Forwarded-For among them; their size is the limit.
    server.maxHeadersCount = 0;
    this.limits.watch(server);
    server.prependListener('request', (_request, response) => {
      response.setHeader('Keep-Alive', `timeout=${this.keepAliveS}`);
    });
    // Node would answer 417 itself, past every limit and the log; what is not known may be overlooked (RFC 9110 §10.1.1).
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (!socket.writable || this.limits.isAnswering(socket)) socket.destroy();
      else refuseUnparsed(error, socket);
    });
    this.httpServer = server;
  }

  /**
   * Ends without resetting anybody. Node's own `close` cuts connections whose request is still on its way, and the kernel
   * those that were not accepted yet: so everybody is accepted first, and has time for a last answer.
   */
  override async close(): Promise<void> {
    const server: Server | undefined = this.httpServer;
    if (server?.listening !== true) return;
    await acceptWaiting(server);
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve());
    });
    const cut = new AbortController();
    const hurry = async () => {
      await delay(LAST_REQUEST_MS, undefined, cut);
      server.closeIdleConnections();
      await delay(LAST_ANSWER_MS, undefined, cut);
      server.closeAllConnections();
    };
    hurry().catch(() => undefined);
    await closed;
    cut.abort();
  }
}

/** Turns the event loop until a turn brings no new connection. Every second immediate has a whole turn before it. */
async function acceptWaiting(server: Server): Promise<void> {
  let accepted = true;
  const onConnection = () => (accepted = true);
  server.on('connection', onConnection);
  for (let round = 0; accepted && round < ACCEPT_ROUNDS_MAX; round++) {
    accepted = false;
    await setImmediate();
    await setImmediate();
  }
  server.off('connection', onConnection);
}
