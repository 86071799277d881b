import net from 'node:net';
import { MULTIPART, multipart, type Outcome } from '../test/support/http/probing-client.js';

export type Sent = Pick<Outcome, 'startedMs' | 'ms' | 'status'>;

/** Idle connections end here before they do at the service (10 s). */
const IDLE_MS = 5_000;

/**
 * Sends the same photo to `/ml/verify-face` again and again, over plain sockets that it keeps open. It shares the cores with
 * the service it measures: Node's own client would take three times as much of them.
 */
export class PhotoSender {
  readonly #bytes: Buffer;
  readonly #idle: net.Socket[] = [];

  constructor(
    private readonly port: number,
    photo: Buffer,
  ) {
    const body = multipart(photo);
    const head = [
      'POST /ml/verify-face HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Content-Type: ${MULTIPART}`,
      `Content-Length: ${body.length}`,
    ];
    this.#bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
  }

  send(): Promise<Sent> {
    const startedMs = performance.now();
    const socket = this.#idle.pop() ?? this.#open();
    return new Promise((resolve) => {
      let answer = '';
      const onData = (text: string): void => {
        answer += text;
        const status = statusOfWhole(answer);
        if (status !== undefined) settle(status);
      };
      const onClose = (): void => settle(0);
      const settle = (status: number): void => {
        socket.off('data', onData).off('close', onClose);
        resolve({ startedMs, ms: performance.now() - startedMs, status });
        if (!socket.destroyed) this.#idle.push(socket);
      };
      socket.on('data', onData).on('close', onClose).write(this.#bytes);
    });
  }

  close(): void {
    for (const socket of [...this.#idle]) socket.destroy();
  }

  #open(): net.Socket {
    const socket = net.connect(this.port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    const forget = (): void => {
      const index = this.#idle.indexOf(socket);
      if (index >= 0) this.#idle.splice(index, 1);
    };
    socket.on('error', () => undefined);
    socket.on('close', forget);
    socket.setTimeout(IDLE_MS, () => {
      if (this.#idle.includes(socket)) socket.destroy();
    });
    return socket;
  }
}

/** @returns the status of an answer with a `Content-Length`, which each of the service's has; undefined while it is incomplete */
function statusOfWhole(answer: string): number | undefined {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(answer)?.[1]);
  return answer.length - headEnd - 4 < length ? undefined : Number(answer.slice(9, 12));
}
