import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Request } from 'express';
import { BoundedExpressAdapter } from '../../../src/common/http/bounded-express.adapter.js';
import { type ConnectionBounds, ConnectionLimits } from '../../../src/common/http/connection-limits.js';
import { eventually } from '../../support/eventually.js';
import { RawSocket, uploadHead } from '../../support/http/raw-socket.js';

const GET = 'GET /plain HTTP/1.1\r\nHost: x\r\n\r\n';
const GET_LATER = 'GET /later HTTP/1.1\r\nHost: x\r\n\r\n';
const GET_MUCH = 'GET /much HTTP/1.1\r\nHost: x\r\n\r\n';
const HALF_A_HEAD = 'GET /plain HTTP/1.1\r\nHo';
const HALF_AN_UPLOAD = `${uploadHead('/later', 100)}half`;
const MUCH = Buffer.alloc(4 * 1024 * 1024);
/** Longer than any test waits: what ends earlier has not ended by itself. */
const NEVER_S = 3_600;

let adapter: BoundedExpressAdapter;
let url: string;
/** The answers that `/later` owes. */
let owed: ServerResponse[];
let closedAnswers: number;
let sockets: RawSocket[] = [];

async function listen(bounds: Partial<ConnectionBounds>): Promise<void> {
  [owed, closedAnswers] = [[], 0];
  adapter = new BoundedExpressAdapter(
    NEVER_S,
    new ConnectionLimits({ silenceMs: NEVER_S * 1_000, ...bounds }),
  );
  adapter.initHttpServer();
  adapter.use((_request: Request, response: ServerResponse, next: () => void) => {
    response.once('close', () => closedAnswers++);
    next();
  });
  adapter.get('/plain', (_request: Request, response: ServerResponse) => response.end('plain'));
  adapter.get('/much', (_request: Request, response: ServerResponse) => response.end(MUCH));
  adapter.use('/later', (_request: Request, response: ServerResponse) => owed.push(response));
  const server: Server = adapter.getHttpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  url = `http://127.0.0.1:${address.port}`;
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await adapter.close();
});

async function open(...pieces: string[]): Promise<RawSocket> {
  const socket = (await RawSocket.open(url)).send(...pieces);
  sockets.push(socket);
  return socket;
}

async function openMany(count: number, ...pieces: string[]): Promise<RawSocket[]> {
  const opened: RawSocket[] = [];
  while (opened.length < count) opened.push(await open(...pieces));
  return opened;
}

const indexesOfClosed = (opened: RawSocket[]) => opened.flatMap(({ closed }, i) => (closed ? [i] : []));

describe('at the limit of connections', () => {
  it.each([
    ['nothing was sent', ''],
    ['half a head was sent', HALF_A_HEAD],
  ])('the oldest on which %s gives way, and the newcomer is answered at once', async (_name, sent) => {
    await listen({ max: 20 });
    const held = await openMany(20, sent);
    for (const newcomer of [await open(GET), await open(GET), await open(GET)]) {
      await newcomer.until('plain');
    }
    await eventually(() => expect(indexesOfClosed(held)).toEqual([0, 1, 2]));
  });

  it('one that has been answered goes before one that was answered later, and a request in progress stays', async () => {
    await listen({ max: 3 });
    const [idle, busy, late] = [await open(GET), await open(GET_LATER), await open()];
    await idle.until('plain');
    await eventually(() => expect(owed).toHaveLength(1));
    await late.send(GET).until('plain');
    await (await open(GET)).until('plain');
    expect([idle, busy, late].map(({ closed }) => closed)).toEqual([true, false, false]);
    owed[0]?.end('at last');
    await busy.until('at last');
  });

  it('the oldest incomplete request gives way when there is no other', async () => {
    await listen({ max: 4 });
    const [complete, ...uploads] = [await open(GET_LATER), ...(await openMany(3, HALF_AN_UPLOAD))];
    await eventually(() => expect(owed).toHaveLength(4));
    await (await open(GET)).until('plain');
    await eventually(() => expect(indexesOfClosed(uploads)).toEqual([0]));
    expect(complete.closed).toBe(false);
  });

  it('the newcomer is closed when all others wait for their answers', async () => {
    await listen({ max: 3 });
    const waiting = await openMany(3, GET_LATER);
    await eventually(() => expect(owed).toHaveLength(3));
    await (await open(GET)).untilClosed();
    for (const response of owed) response.end('at last');
    await Promise.all(waiting.map((socket) => socket.until('at last')));
    await (await open(GET)).until('plain');
  });
});

describe('requests sent ahead', () => {
  it('are answered in order up to the limit, again and again', async () => {
    await listen({ unansweredMax: 8 });
    const socket = await open();
    for (let round = 1; round <= 3; round++) {
      socket.send(GET.repeat(8));
      await eventually(() => expect(socket.received.match(/plain/g)).toHaveLength(8 * round));
    }
    expect(socket.closed).toBe(false);
  });

  it('beyond the limit close the connection, none reaches the application, and every answer comes to its end', async () => {
    await listen({ unansweredMax: 8 });
    const socket = await open(GET_LATER.repeat(300));
    await socket.untilClosed();
    expect(owed).toHaveLength(8);
    await eventually(() => expect(closedAnswers).toBe(8));
  });

  it('count also when they expect what nobody knows', async () => {
    await listen({ unansweredMax: 8 });
    const expecting = GET_LATER.replace('\r\n', '\r\nExpect: miracles\r\n');
    const socket = await open(expecting.repeat(300));
    await socket.untilClosed();
    expect(owed).toHaveLength(8);
  });

  it('of a client that goes away: every answer comes to its end', async () => {
    await listen({});
    const socket = await open(GET_LATER.repeat(5));
    await eventually(() => expect(owed).toHaveLength(5));
    socket.destroy();
    await eventually(() => expect(closedAnswers).toBe(5));
  });
});

describe('silence', () => {
  it('of the service is not held against the client that waits', async () => {
    await listen({ silenceMs: 1_000 });
    const [waiting, silent] = [await open(GET_LATER), await open(HALF_AN_UPLOAD)];
    await silent.untilClosed();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(waiting.closed).toBe(false);
    owed[0]?.end('at last');
    await waiting.until('at last');
  });

  it('ends a connection whose client reads no answer, but not one whose client reads slowly', async () => {
    await listen({ silenceMs: 6_000 });
    const [deaf, slow] = [await open(), await open()];
    deaf.socket.pause();
    deaf.send(GET_MUCH.repeat(8));
    slow.send(GET_MUCH);
    slow.socket.pause();
    const reading = setInterval(() => void slow.socket.read(64 * 1024), 20);
    const server: Server = adapter.getHttpServer();
    const connections = () =>
      new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    await eventually(async () => expect(await connections()).toBe(1));
    clearInterval(reading);
    slow.socket.resume();
    await eventually(() => expect(slow.received.length).toBeGreaterThan(MUCH.length));
  });
});

it('an end of the service waits for no half-open connection', async () => {
  await listen({});
  await openMany(5, HALF_A_HEAD);
  await adapter.close();
});
