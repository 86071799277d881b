import { Duplex } from 'node:stream';
import { asError } from '../error-code.js';
import type { EmbeddedServer, EmbeddedSession } from './embedded-server.js';
import { WireFrames, type Exchange } from './wire-frames.js';

/**
 * What `pg` takes for its TCP socket: the bytes go to the embedded database instead. So `pg` itself converts parameters
 * and results, raises its own errors and delivers notices and notifications, exactly as with a server.
 */
export class EmbeddedSocket extends Duplex {
  readonly #frames = new WireFrames();
  #session: EmbeddedSession | null = null;
  #answers: Promise<void> = Promise.resolve();

  constructor(private readonly server: EmbeddedServer) {
    super();
  }

  connect(): this {
    this.server.openSession().then(
      (session) => {
        if (this.destroyed) return void session.end();
        this.#session = session;
        this.emit('connect');
      },
      (error: unknown) => this.destroy(asError(error)),
    );
    return this;
  }

  // Options of a TCP socket that mean nothing here.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {
    // Answers are pushed as they come.
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    for (const exchange of this.#frames.push(chunk)) this.#answer(exchange);
    done();
  }

  override _final(done: (error?: Error) => void): void {
    void this.#answers.then(() => {
      this.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    void this.#session?.end();
    done(error);
  }

  #answer({ kind, bytes }: Exchange): void {
    const session = this.#session;
    if (session === null || kind === 'terminate') return;
    this.#answers = this.#answers
      .then(() => session.exchange(bytes))
      .then((reply) => {
        if (!this.destroyed && reply.length > 0)
          this.push(Buffer.from(reply.buffer, reply.byteOffset, reply.length));
      })
      .catch((error: unknown) => void this.destroy(asError(error)));
  }
}
