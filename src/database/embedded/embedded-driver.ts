import pg from 'pg';
import { AbortableClient } from '../server/bounded-client.js';
import { asError } from '../error-code.js';
import { EmbeddedServer, type EmbeddedOptions } from './embedded-server.js';
import { EmbeddedSocket } from './embedded-socket.js';

/** The very first start runs initdb (4–9 s, more on a busy machine). */
const CONNECTION_TIMEOUT_MS = 60_000;

/** @returns a stand-in for the module `pg`, for TypeORM's `driver` option: its pools live on the embedded database. */
export function embeddedDriver(options: EmbeddedOptions): { Pool: typeof pg.Pool } {
  class EmbeddedPool extends pg.Pool {
    readonly #server: EmbeddedServer;

    constructor(config: pg.PoolConfig = {}) {
      const server = new EmbeddedServer(options);
      super({
        ...config,
        // Stated in full, or pg would take them from PGHOST, PGUSER, PGSSLMODE …
        user: 'postgres',
        database: 'postgres',
        password: '',
        host: 'embedded',
        port: 5432,
        ssl: false,
        Client: AbortableClient,
        stream: () => new EmbeddedSocket(server),
        connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
        // PGlite is one backend, and reconnecting to it gains nothing.
        max: 1,
        idleTimeoutMillis: 0,
      });
      this.#server = server;
    }

    override end(): Promise<void>;
    override end(callback: () => void): void;
    override end(callback?: (error?: Error) => void): Promise<void> | void {
      const ended = super.end().then(() => this.#server.close());
      if (callback === undefined) return ended;
      ended.then(
        () => callback(),
        (error: unknown) => callback(asError(error)),
      );
    }
  }
  return { Pool: EmbeddedPool };
}
