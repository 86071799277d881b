import { type AnalyzeAnswer, type FaceClient, FaceServiceError } from '../../packages/client/src/index.js';
import { type Advice, adviceFor, waiting } from './advice.js';
import { t } from './i18n.js';

/** Two looks a second: quick enough to follow, and well below the default rate limit of 300 a minute. */
const PERIOD_MS = 500;
const BUSY_PAUSE_MS = 2_000;

/** Asks the service about the camera picture again and again until it is stopped. */
export class Guidance {
  private run: AbortController | undefined;

  constructor(
    private readonly client: FaceClient,
    private readonly frame: () => Promise<Blob>,
    private readonly show: (advice: Advice, analysis: AnalyzeAnswer | undefined) => void,
  ) {}

  start(): void {
    this.stop();
    const run = new AbortController();
    this.run = run;
    void this.loop(run.signal);
  }

  stop(): void {
    this.run?.abort();
    this.run = undefined;
  }

  private async loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const started = performance.now();
      const pauseMs = document.hidden ? PERIOD_MS : await this.look(signal);
      await pause(Math.max(50, pauseMs - (performance.now() - started)));
    }
  }

  /** @returns how long to wait, from the start of this look to the next */
  private async look(signal: AbortSignal): Promise<number> {
    try {
      const analysis = await this.client.analyze(await this.frame(), signal);
      if (!signal.aborted) this.show(adviceFor(analysis), analysis);
      return PERIOD_MS;
    } catch (error) {
      if (signal.aborted) return 0;
      const needsToken = error instanceof FaceServiceError && error.status === 401;
      this.show(waiting(t(needsToken ? 'adviseSignIn' : 'adviseBusy')), undefined);
      return BUSY_PAUSE_MS;
    }
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
