import type { FaceClient, LivenessPurpose } from '../../../packages/client/src/index.js';
import {
  LivenessCapture,
  type LivenessOutcome,
  type LivenessStep,
} from '../../../packages/client/src/liveness-capture.js';
import { make } from '../dom.js';
import { t } from '../i18n.js';
import { Camera } from '../stage/camera.js';
import { ring } from './ring.js';

/** A sentence stays long enough to be read and spoken before another hint; an instruction never waits. */
const HINT_MS = 900;

/** Its cause says why. */
export class NoCamera extends Error {}

/** The camera's picture with what a liveness session asks for: oval, arrow, progress and one sentence, which is spoken too. */
export class LivenessGuide {
  private readonly video = make('video', '');
  private readonly sentence = make('p', 'liveness-say');
  private readonly ring = ring();
  private readonly stop = make('button', 'secondary liveness-stop', t('livenessStop'));
  private readonly root = make('div', 'liveness', this.video, this.ring.element);
  private readonly camera = new Camera(this.video);
  private readonly ended = new AbortController();
  private saidAt = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly client: FaceClient,
  ) {
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.setAttribute('aria-hidden', 'true');
    this.sentence.setAttribute('role', 'status');
    this.sentence.setAttribute('aria-live', 'assertive');
    this.stop.type = 'button';
    this.stop.addEventListener('click', () => {
      this.ended.abort(new Error('given up'));
    });
    this.root.setAttribute('role', 'group');
    this.root.setAttribute('aria-label', t('liveness'));
    this.root.append(this.sentence, this.stop);
  }

  get isGivenUp(): boolean {
    return this.ended.signal.aborted;
  }

  /** @throws NoCamera; FaceServiceError; an Error when it is given up */
  async run(purpose: LivenessPurpose, userId: string | undefined): Promise<LivenessOutcome> {
    this.stage.append(this.root);
    this.say(t('livenessWait'));
    try {
      await this.camera.start().catch((cause: unknown) => {
        throw new NoCamera('the camera did not start', { cause });
      });
      this.root.scrollIntoView({ block: 'nearest' });
      const capture = new LivenessCapture({
        client: this.client,
        purpose,
        ...(userId === undefined ? {} : { userId }),
        frame: () => this.camera.guidanceFrame(),
        onStep: (step) => {
          this.show(step);
        },
      });
      return await capture.run(this.ended.signal);
    } finally {
      this.camera.stop();
      this.root.remove();
    }
  }

  /** What spoils the picture comes first: nothing else counts until it is mended. */
  private show({ instruction, hint, progress }: LivenessStep): void {
    const isNew = this.root.dataset['instruction'] !== instruction.code;
    Object.assign(this.root.dataset, { instruction: instruction.code, paused: String(hint !== null) });
    this.ring.show(progress, instruction.code);
    const isReadable = performance.now() - this.saidAt > HINT_MS;
    if (isNew || isReadable) this.say((isNew ? null : hint)?.message ?? instruction.message);
  }

  private say(text: string): void {
    if (this.sentence.textContent === text) return;
    this.sentence.textContent = text;
    this.saidAt = performance.now();
  }
}
