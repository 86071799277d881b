import type { Logger } from 'pino';

const REPORT_EVERY_MS = 60_000;

/** One of the log's two destinations fails: says so, which the other one shows, at most once a minute, and says when it is over. */
export class LogOutage {
  private failing = false;
  private reportedAtMs = -Infinity;

  constructor(
    private readonly logger: Logger,
    private readonly what: string,
  ) {}

  readonly failed = (error: Error): void => {
    if (performance.now() - this.reportedAtMs < REPORT_EVERY_MS) return;
    this.failing = true;
    this.reportedAtMs = performance.now();
    this.logger.warn({ context: 'Logs' }, `${this.what} cannot be written: ${error.message}`);
  };

  readonly over = (): void => {
    if (!this.failing) return;
    this.failing = false;
    this.logger.info({ context: 'Logs' }, `${this.what} are written again`);
  };
}
