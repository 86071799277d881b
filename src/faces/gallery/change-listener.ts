import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ServerClient } from '../../database/server/server-client.js';
import { serverConnection } from './server-connection.js';

/** The channel on which the database tells whose template changed. */
const CHANNEL = 'face_templates';
const RECONNECT_DELAYS_MS = [100, 500, 2_000, 5_000];

export interface ChangeHandlers {
  /** A template changed, on whatever replica; null: many did. */
  onChange: (userId: string | null) => void;
  /** Listening (again): what happened before is unknown. */
  onConnected: () => void;
}

/** LISTENs on a connection of its own for as long as it is not closed. */
export class ChangeListener {
  private connection: ServerClient | null = null;
  private retry: NodeJS.Timeout | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly handlers: ChangeHandlers,
    private readonly logger: Logger,
  ) {}

  async open(): Promise<void> {
    const connection = serverConnection(this.dataSource);
    if (connection === null || this.closed) return;
    this.connection = connection;
    connection.on('notification', ({ payload }) =>
      this.handlers.onChange(payload === '' ? null : (payload ?? null)),
    );
    connection.on('error', () => this.lost(connection));
    connection.on('end', () => this.lost(connection));
    try {
      await connection.connect();
      if (connection.isBehindPooler) return await this.giveUp();
      await connection.query(`LISTEN ${CHANNEL}`);
      this.failures = 0;
      this.handlers.onConnected();
    } catch {
      this.lost(connection);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const { connection } = this;
    this.connection = null;
    await connection?.leave();
  }

  /** The session that listens may be given to somebody else at any time, who would get the notifications instead. */
  private async giveUp(): Promise<void> {
    this.logger.log('Behind a connection pooler: changes by other replicas are looked for every few seconds');
    await this.close();
  }

  /** One reconnection per lost connection, whichever of its events comes first. */
  private lost(connection: ServerClient): void {
    if (this.connection !== connection) return;
    this.connection = null;
    void connection.leave();
    const delayMs = RECONNECT_DELAYS_MS[Math.min(this.failures, RECONNECT_DELAYS_MS.length - 1)];
    if (this.failures === 0)
      this.logger.warn('The connection that hears of other replicas’ changes was lost');
    this.failures += 1;
    this.retry = setTimeout(() => void this.open(), delayMs).unref();
  }
}
