import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from './deadline.js';

const SHORT_MS = 20;

/** Keeps the event loop from turning, as a large answer that is put into words does. */
function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('a deadline', () => {
  it('is over when its time is', async () => {
    await new Promise<void>((resolve) => new Deadline(SHORT_MS, resolve));
  });

  it('is none once it was cleared, also in its last turn', async () => {
    let isOver = false;
    const cleared = [SHORT_MS, 2 * SHORT_MS].map((ms) => new Deadline(ms, () => (isOver = true)));
    cleared[0]?.clear();
    setTimeout(() => cleared[1]?.clear(), 2 * SHORT_MS);
    beBusy(3 * SHORT_MS);
    await sleep(3 * SHORT_MS);
    expect(isOver).toBe(false);
  });

  it('lets what arrived while the process was busy be read first', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [socket] = await accepted;
    const order: string[] = [];
    const both = Promise.all([
      once(client, 'data').then(() => order.push('answer')),
      new Promise<void>((resolve) => new Deadline(SHORT_MS, resolve)).then(() => order.push('deadline')),
    ]);
    // The kernel has it at once; this process reads it in its next turn.
    socket.write('answer');
    beBusy(2 * SHORT_MS);
    await both;
    expect(order).toEqual(['answer', 'deadline']);
    client.destroy();
    server.close();
  });
});
