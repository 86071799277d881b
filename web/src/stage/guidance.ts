import { type AnalyzeAnswer, type FaceClient, FaceServiceError } from '../../../packages/client/src/index.js';
import { type Advice, adviceFor, waiting } from './advice.js';
import { t } from '../i18n.js';

/** Four looks a second follow a movement, and stay below production's default rate limit of 600 a minute. */
const PERIOD_MS = 250;
/** A rest as long as the look: a page that is open leaves at least half of one inference process to others. */
const REST_SHARE = 1;
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
      const periodMs = document.hidden ? PERIOD_MS : await this.look(signal);
      const tookMs = performance.now() - started;
      await pause(Math.max(REST_SHARE * tookMs, periodMs - tookMs));
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
