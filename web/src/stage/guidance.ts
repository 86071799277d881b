import { type AnalyzeAnswer, type FaceClient, FaceServiceError } from '../../../packages/client/src/index.js';
import { type Advice, adviceFor, type Aim, waiting } from './advice.js';
import type { Camera } from './camera.js';
import { t } from '../i18n.js';

/** Four looks a second follow a movement, and stay below production's default rate limit of 600 a minute. */
const PERIOD_MS = 250;
/** A rest as long as the look: a page that is open leaves at least half of one inference process to others. */
const REST_SHARE = 1;
const BUSY_PAUSE_MS = 2_000;

/** Asks the service about the camera picture again and again until it is stopped. */
export class Guidance {
  /** Where the person is to look. */
  aim: Aim = 'front';
  private run: AbortController | undefined;

  constructor(
    private readonly client: FaceClient,
    private readonly camera: Camera,
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
    const { aim } = this;
    try {
      const brightness = this.camera.brightness();
      const analysis = await this.client.analyze(await this.camera.guidanceFrame(), signal);
      // What was seen before the aim changed says nothing about the new one.
      if (!signal.aborted && aim === this.aim) this.show(adviceFor(analysis, brightness, aim), analysis);
      return PERIOD_MS;
    } catch (error) {
      if (signal.aborted) return 0;
      const { advice, pauseMs } = afterRefusal(error);
      this.show(advice, undefined);
      return pauseMs;
    }
  }
}

function afterRefusal(error: unknown): { advice: Advice; pauseMs: number } {
  if (!(error instanceof FaceServiceError))
    return { advice: waiting(t('noConnection')), pauseMs: BUSY_PAUSE_MS };
  if (error.status === 401) return { advice: waiting(t('adviseSignIn')), pauseMs: BUSY_PAUSE_MS };
  const { retryAfterS } = error;
  return retryAfterS === undefined
    ? { advice: waiting(t('adviseBusy')), pauseMs: BUSY_PAUSE_MS }
    : {
        advice: waiting(t('adviseBusyFor', { s: String(retryAfterS) })),
        pauseMs: Math.max(BUSY_PAUSE_MS, retryAfterS * 1_000),
      };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
