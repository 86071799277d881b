import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '../eventually.js';
import { MULTIPART_TYPE } from './http-client.js';

/** A client that sends exactly what it is told, when it is told, and shows what came back so far. */
export class RawSocket {
  received = '';
  closed = false;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text: string) => (this.received += text));
    socket.on('error', () => undefined);
    socket.on('close', () => (this.closed = true));
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const raw = new RawSocket(socket);
    await once(socket, 'connect');
    return raw;
  }

  send(...pieces: (string | Buffer)[]): this {
    for (const piece of pieces) this.socket.write(piece);
    return this;
  }

  /** @returns all that was received, once the expected text is in it */
  async until(expected: string | RegExp): Promise<string> {
    await eventually(() => {
      if (this.received.match(expected) === null)
        throw new Error(`no ${String(expected)} in "${this.received.slice(0, 500)}"`);
    });
    return this.received;
  }

  async untilClosed(): Promise<void> {
    await eventually(() => this.closed);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The head of a request whose multipart body is announced, and may never come. */
export function uploadHead(path: string, lengthBytes: number, ...headers: string[]): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    `Content-Type: ${MULTIPART_TYPE}`,
    `Content-Length: ${lengthBytes}`,
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
