import {
  type FaceClient,
  FaceServiceError,
  type FrameAnswer,
  type LivenessPurpose,
  type OpenedSession,
  type SessionStatus,
} from './index.js';
import { FrameQueue } from './frame-queue.js';
import { pause } from './retry.js';

/** What a session asks for at this moment. */
export interface LivenessStep {
  /** What the person is to do: its code, e.g. `left` (their own), and a sentence in their language. */
  instruction: NonNullable<FrameAnswer['instruction']>;
  /** Why the last picture did not count: to be shown before the instruction until it is gone. */
  hint: FrameAnswer['hint'];
  /** 0..1 */
  progress: number;
}

export type LivenessOutcome =
  | { passed: true; sessionId: string }
  /** `null`: its time was over. */
  | { passed: false; reason: SessionStatus['reason'] };

export interface LivenessCaptureOptions {
  client: Pick<FaceClient, 'openSession' | 'sendFrame' | 'sessionStatus' | 'cancelSession'>;
  purpose: LivenessPurpose;
  /** Whom it is for, e.g. `me`. */
  userId?: string;
  /** What the camera shows now: JPEG, a long side of 640 pixels is enough. Asked for also while the service looks at another one. */
  frame: () => Promise<Blob>;
  /** Told before the first picture, and after each. */
  onStep?: (step: LivenessStep) => void;
}

/** From the beginning of one picture to the next. A turn must be seen on its way; for the straight face there is time. */
const TURN_PERIOD_MS = 300;
const STRAIGHT_PERIOD_MS = 500;
/** After a fault of the way to the service, or of its load. */
const PAUSE_MS = 1_000;
const FAULTS_MAX = 20;
/** The straight face, and three directions, each there and back. */
const STEPS = 7;

/**
 * Takes a person through a liveness session: sends what the camera shows, and says what to do. It has no surface of its own.
 *
 *     const outcome = await new LivenessCapture({ client, purpose: 'enroll', frame, onStep }).run(signal);
 *     if (outcome.passed) await client.enrollBySession(outcome.sessionId);
 */
export class LivenessCapture {
  private readonly pictures: FrameQueue;
  private stepsDone = 0;
  private instruction = 'straight';
  private hint: string | undefined;

  constructor(private readonly options: LivenessCaptureOptions) {
    this.pictures = new FrameQueue(options.frame);
  }

  /**
   * @param signal ends it; the session is given up then
   * @throws FaceServiceError when the session cannot be opened or the service stays away; the signal's reason
   */
  async run(signal: AbortSignal = new AbortController().signal): Promise<LivenessOutcome> {
    const { client, purpose, userId } = this.options;
    const session = await client.openSession(purpose, userId);
    this.tell(session.instruction, null);
    try {
      return await this.follow(session, signal);
    } catch (error) {
      await client.cancelSession(session.session_id).catch(() => undefined);
      throw error;
    }
  }

  private async follow(session: OpenedSession, signal: AbortSignal): Promise<LivenessOutcome> {
    const { client } = this.options;
    const numbers = new FrameNumbers();
    for (;;) {
      const periodMs = this.stepsDone === 0 ? STRAIGHT_PERIOD_MS : TURN_PERIOD_MS;
      const photo = await this.pictures.next(periodMs, signal);
      signal.throwIfAborted();
      let answer: FrameAnswer;
      try {
        const sent = client.sendFrame(session, numbers.next, photo, signal);
        answer = await (this.isTurn ? this.pictures.during(sent, periodMs) : sent);
      } catch (error) {
        if (isEnded(error)) return this.outcome(session);
        signal.throwIfAborted();
        await pause(numbers.failed(error), signal);
        continue;
      }
      numbers.answered();
      if (answer.instruction === null) return this.outcome(session);
      this.tell(answer.instruction, answer.hint);
    }
  }

  private tell(instruction: LivenessStep['instruction'], hint: LivenessStep['hint']): void {
    const isNew = this.instruction !== instruction.code;
    const isAgain = hint?.code === 'TURN_SLOWER' && this.hint !== hint.code;
    if (isNew) this.stepsDone += 1;
    if (isNew || isAgain) this.pictures.clear();
    this.instruction = instruction.code;
    this.hint = hint?.code;
    this.options.onStep?.({ instruction, hint, progress: this.stepsDone / STEPS });
  }

  private get isTurn(): boolean {
    return this.instruction !== 'straight';
  }

  private async outcome({ session_id: id }: OpenedSession): Promise<LivenessOutcome> {
    const { state, reason } = await this.options.client.sessionStatus(id);
    return state === 'PASSED' ? { passed: true, sessionId: id } : { passed: false, reason };
  }
}

/** The number of the next frame, also where an answer was lost and nobody knows whether the frame counted. */
class FrameNumbers {
  private last = 0;
  private faults = 0;
  private isCounted = false;

  get next(): number {
    return this.last + (this.isCounted ? 2 : 1);
  }

  answered(): void {
    this.last = this.next;
    this.faults = 0;
    this.isCounted = false;
  }

  /** @returns how long to wait @throws the error when waiting does not help */
  failed(error: unknown): number {
    this.faults += 1;
    const status = error instanceof FaceServiceError ? error.status : undefined;
    if (this.faults > FAULTS_MAX || status === 401 || status === 403 || status === 404) throw error;
    if (error instanceof FaceServiceError && error.code === 'LIVENESS_OUT_OF_ORDER') {
      this.isCounted = !this.isCounted;
      return TURN_PERIOD_MS;
    }
    // A picture that the service could not look at is used up: the next answer says so.
    if (status !== undefined && status < 429) return TURN_PERIOD_MS;
    // The session's clock stands still for so long, and the service looks at no frame.
    return Math.max(PAUSE_MS, error instanceof FaceServiceError ? (error.retryAfterS ?? 0) * 1_000 : 0);
  }
}

function isEnded(error: unknown): boolean {
  return error instanceof FaceServiceError && error.code === 'LIVENESS_ENDED';
}
