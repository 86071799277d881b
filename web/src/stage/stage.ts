import type { AnalyzeAnswer, FaceClient } from '../../../packages/client/src/index.js';
import { type Advice, adviceFor, CHECKS, type CheckState, waiting } from './advice.js';
import { Camera } from './camera.js';
import { cameraFault } from './camera-fault.js';
import { byId, make } from '../dom.js';
import { Guidance } from './guidance.js';
import { t, type TextKey } from '../i18n.js';
import { clearFaces, drawFaces } from './overlay.js';

const CHECK_NAME = {
  frame: 'checkFrame',
  distance: 'checkDistance',
  light: 'checkLight',
  tilt: 'checkTilt',
  sharp: 'checkSharp',
} as const satisfies Record<(typeof CHECKS)[number], TextKey>;
const STATE_NAME = {
  ok: 'stateOk',
  bad: 'stateBad',
  unknown: 'stateUnknown',
} as const satisfies Record<CheckState, TextKey>;
const STATE_SYMBOL: Record<CheckState, string> = { ok: '✓', bad: '!', unknown: '·' };

/** A sentence stays long enough to be read and spoken before the next one. */
const SENTENCE_MS = 1_200;

/** Width by height; what is narrower or wider gets a border, so that the buttons stay in view. */
const PHOTO_RATIO_MIN = 0.75;
const PHOTO_RATIO_MAX = 1.6;

/** The picture – nothing, the camera, or the photo that was sent – with what the service sees drawn over it. */
export class Stage {
  private readonly root = byId('stage', HTMLDivElement);
  private readonly video = byId('video', HTMLVideoElement);
  private readonly still = byId('still', HTMLImageElement);
  private readonly overlay = byId('overlay', HTMLCanvasElement);
  private readonly advice = byId('advice', HTMLParagraphElement);
  private readonly checks = byId('checks', HTMLUListElement);
  private readonly camera = new Camera(this.video);
  private readonly guidance: Guidance;
  private readonly emptyHint = byId('stage-hint', HTMLParagraphElement);
  private photo: Blob | undefined;
  private spokenAt = 0;

  constructor(client: FaceClient) {
    this.guidance = new Guidance(
      client,
      () => this.camera.guidanceFrame(),
      (advice, analysis) => {
        this.showAdvice(advice);
        if (analysis === undefined) clearFaces(this.overlay);
        else
          drawFaces(
            this.overlay,
            { width: this.video.videoWidth, height: this.video.videoHeight },
            analysis,
            { good: advice.ready, label: '' },
          );
      },
    );
  }

  get cameraIsOn(): boolean {
    return this.camera.isOn;
  }

  get showsPhoto(): boolean {
    return this.root.dataset['state'] === 'still';
  }

  /** What an empty stage says; a fault of the camera stands until the next try. */
  hint(text: string): void {
    if (this.root.dataset['state'] === 'empty') this.emptyHint.textContent = text;
  }

  /** Without a camera the stage says why, and what to do. */
  async startCamera(): Promise<void> {
    this.clear('empty');
    try {
      await this.camera.start();
    } catch (error) {
      this.camera.stop();
      this.fail(cameraFault(error));
      return;
    }
    this.root.dataset['state'] = 'camera';
    this.showAdvice(waiting(t('adviseNoFace')));
    // With its buttons; the picture alone would leave them below a phone's edge.
    (this.root.parentElement ?? this.root).scrollIntoView({ block: 'nearest' });
    this.guidance.start();
  }

  stopCamera(): void {
    this.guidance.stop();
    this.camera.stop();
    this.clear('empty');
  }

  /** Takes the photo, shows it, and lets the camera go. */
  async shoot(): Promise<Blob> {
    const photo = await this.camera.photo();
    this.stopCamera();
    await this.showPhoto(photo);
    return photo;
  }

  async showPhoto(photo: Blob): Promise<void> {
    if (this.camera.isOn) this.stopCamera();
    this.clear('still');
    this.photo = photo;
    URL.revokeObjectURL(this.still.src);
    this.still.src = URL.createObjectURL(photo);
    this.still.alt = t('stillOf');
    try {
      await this.still.decode();
    } catch {
      // Whether it is a picture all the same is the service's to say.
      this.fail('notShown');
      return;
    }
    const { naturalWidth, naturalHeight } = this.still;
    const ratio = naturalHeight === 0 ? 1 : naturalWidth / naturalHeight;
    this.root.style.setProperty(
      '--photo-ratio',
      String(Math.min(Math.max(ratio, PHOTO_RATIO_MIN), PHOTO_RATIO_MAX)),
    );
  }

  /**
   * Draws what the service saw, unless another picture is shown by now.
   * @param label written below the subject's face
   */
  drawOnPhoto(photo: Blob, analysis: AnalyzeAnswer, label: string): void {
    if (photo !== this.photo || !this.showsPhoto) return;
    const { width, height } = analysis;
    drawFaces(this.overlay, { width, height }, analysis, { good: adviceFor(analysis).ready, label });
    this.root.dataset['drawn'] = 'true';
  }

  private fail(reason: TextKey): void {
    this.root.dataset['state'] = 'fault';
    this.emptyHint.textContent = t(reason);
  }

  private clear(state: 'empty' | 'still'): void {
    this.root.dataset['state'] = state;
    delete this.root.dataset['drawn'];
    this.advice.textContent = '';
    clearFaces(this.overlay);
  }

  private showAdvice({ sentence, checks, ready }: Advice): void {
    this.root.dataset['ready'] = String(ready);
    const now = performance.now();
    if (
      this.advice.textContent !== sentence &&
      (now - this.spokenAt > SENTENCE_MS || this.advice.textContent === '')
    ) {
      this.advice.textContent = sentence;
      this.spokenAt = now;
    }
    for (const check of CHECKS) {
      const item = this.checks.querySelector<HTMLLIElement>(`[data-check="${check}"]`);
      const state = checks[check];
      const said = t(STATE_NAME[state]);
      if (item === null || item.dataset['said'] === said) continue;
      Object.assign(item.dataset, { state, said });
      const symbol = make('span', 'dot', STATE_SYMBOL[state]);
      symbol.setAttribute('aria-hidden', 'true');
      const hidden = make('span', 'visually-hidden', ` ${said}`);
      item.replaceChildren(symbol, t(CHECK_NAME[check]), hidden);
    }
  }
}
