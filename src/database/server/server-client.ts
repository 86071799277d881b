import pg from 'pg';
import { AbortableClient, boundQueries } from './bounded-client.js';
import { choosePlace } from './choose-place.js';
import { prepareQueries } from './prepared-statements.js';
import type { Server } from './server-places.js';

const NO_CHANNEL_BINDING = 'channel_binding=require: the server does not offer it';

/** How long the server may work on one statement, and a transaction may stand still. */
export interface SessionLimits {
  statementMs: number;
  idleInTransactionMs: number;
}

export interface ServerClientConfig extends pg.ClientConfig {
  server: Server;
  /** Also: a query without an answer costs the connection. */
  limits?: SessionLimits;
}

/**
 * pg's client for the servers that a URL names: each connection goes to the first that will do. Time limits are set after
 * connecting, since poolers refuse them as startup parameters.
 */
export class ServerClient extends AbortableClient {
  readonly #server: Server;
  readonly #limits: SessionLimits | undefined;
  #isBehindPooler = false;

  constructor(config: ServerClientConfig) {
    super({ ...config, ...config.server.client });
    this.#server = config.server;
    this.#limits = config.limits;
    prepareQueries(this, () => !this.#isBehindPooler);
    if (config.limits !== undefined) boundQueries(this);
  }

  /**
   * Whether something between us and PostgreSQL (PgBouncer, Supavisor, RDS Proxy …) may give each transaction another session:
   * then nothing that outlives a transaction can be relied on.
   */
  get isBehindPooler(): boolean {
    return this.#isBehindPooler;
  }

  /** For the beginning of a transaction, where the session cannot keep the limits; null where it does. */
  get limitsOfTransaction(): string | null {
    if (!this.#isBehindPooler || this.#limits === undefined) return null;
    const { statementMs, idleInTransactionMs } = this.#limits;
    return (
      `SET LOCAL statement_timeout = ${statementMs}; ` +
      `SET LOCAL idle_in_transaction_session_timeout = ${idleInTransactionMs}`
    );
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: ((error: Error) => void) | ((error: null, client: pg.Client) => void)): void;
  override connect(
    callback?: ((error: Error) => void) | ((error: null, client: pg.Client) => void),
  ): Promise<pg.Client> | void {
    const opened = this.#open();
    if (callback === undefined) return opened;
    const told = callback as (error: unknown, client?: pg.Client) => void;
    opened.then(
      () => told(null, this),
      (error: unknown) => told(error),
    );
  }

  async #open(): Promise<pg.Client> {
    const { host, port, ssl } = await choosePlace(this.#server);
    // Given up meanwhile; connecting would bring the socket back to life.
    if (this.connection.stream.destroyed) throw new Error('timeout expired');
    Object.assign(this, { host, port, ssl });
    Object.assign(this.connection, { ssl });
    const hasSafeLogin = this.#watchLogin();
    // A connection that breaks before its owner listens, or after it was given up, must not end the process.
    const ignore = () => undefined;
    this.on('error', ignore);
    try {
      await super.connect();
      if (!hasSafeLogin()) throw new Error(NO_CHANNEL_BINDING);
      await this.#learnWhoAnswers();
      this.off('error', ignore);
    } catch (error) {
      this.connection.stream.destroy();
      throw error;
    }
    return this;
  }

  /** A pooler gives out process ids of its own. One round trip: behind one, the limits end with this very statement. */
  async #learnWhoAnswers(): Promise<void> {
    const own = String((this as { processID?: number | null }).processID ?? 0);
    const set = Object.entries({
      statement_timeout: this.#limits?.statementMs,
      idle_in_transaction_session_timeout: this.#limits?.idleInTransactionMs,
    }).flatMap(([name, ms]) =>
      ms === undefined ? [] : [`, set_config('${name}', '${ms}', pg_backend_pid() <> ${own})`],
    );
    const { rows } = await this.query<{ pid: number }>(`SELECT pg_backend_pid() AS pid${set.join('')}`);
    this.#isBehindPooler = String(rows[0]?.pid) !== own;
  }

  /** channel_binding=require: who offers a login without it may be somebody in between. */
  #watchLogin(): () => boolean {
    let isBound = !this.#server.bindsChannel;
    if (isBound) return () => true;
    const refuse = () => this.abort(new Error(NO_CHANNEL_BINDING));
    this.connection.on('authenticationSASL', ({ mechanisms }: { mechanisms: string[] }) => {
      isBound = mechanisms.includes('SCRAM-SHA-256-PLUS');
      if (!isBound) refuse();
    });
    this.connection.on('authenticationCleartextPassword', refuse);
    this.connection.on('authenticationMD5Password', refuse);
    return () => isBound;
  }
}
