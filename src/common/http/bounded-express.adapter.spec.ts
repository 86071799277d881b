import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { BoundedExpressAdapter } from './bounded-express.adapter.js';

describe('BoundedExpressAdapter', () => {
  const adapter = new BoundedExpressAdapter(75);

  afterEach(() => adapter.close());

  it('keeps an idle connection for longer than it promises', async () => {
    adapter.initHttpServer();
    const server: Server = adapter.getHttpServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('it listens on no port');
    const socket = connect(address.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string];
    socket.destroy();
    const promisedS = Number(/^Keep-Alive: timeout=(\d+)\r$/im.exec(answer)?.[1]);
    expect(promisedS).toBe(75);
    expect(answer).toMatch(/^Connection: keep-alive\r$/m);
    expect(server.keepAliveTimeout).toBeGreaterThan(promisedS * 1000 + 1000);
  });
});
