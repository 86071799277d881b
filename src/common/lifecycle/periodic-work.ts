export const HOURLY_MS = 60 * 60_000;

/** Work that is done at the start and again after each interval, never twice at once; its end waits for what is under way. */
export class PeriodicWork {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopped = false;

  /** @param work never rejects */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly intervalMs: number,
  ) {}

  /** Resolves once what is under way is done. */
  get settled(): Promise<void> {
    return this.running ?? Promise.resolve();
  }

  /** Long work looks at this now and then. */
  get isStopped(): boolean {
    return this.stopped;
  }

  start(): void {
    this.run();
    this.timer = setInterval(() => this.run(), this.intervalMs).unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.settled;
  }

  private run(): void {
    this.running ??= this.work().finally(() => (this.running = undefined));
  }
}
