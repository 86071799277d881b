import { createServer, type RequestListener } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';

const MAX_CONNECTIONS = 2_000;

/** Express on a server whose sockets cannot be held open: Nest passes no options to `createServer`. */
export class BoundedExpressAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    const server = createServer(
      {
        headersTimeout: 10_000,
        requestTimeout: 30_000,
        keepAliveTimeout: 10_000,
        // Node's default of 30 s would let a slow socket live up to 40 s.
        connectionsCheckingInterval: 1_000,
        maxHeaderSize: 16 * 1024,
      },
      this.getInstance<RequestListener>(),
    );
    server.maxConnections = MAX_CONNECTIONS;
    this.httpServer = server;
  }
}
