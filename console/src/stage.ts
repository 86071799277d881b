import type { AnalyzeAnswer, FaceClient } from '../../packages/client/src/index.js';
import { type Advice, adviceFor, CHECKS, type CheckState, waiting } from './advice.js';
import { Camera } from './camera.js';
import { byId, make } from './dom.js';
import { Guidance } from './guidance.js';
import { t, type TextKey } from './i18n.js';
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
  private spokenAt = 0;

  constructor(client: FaceClient) {
    this.guidance = new Guidance(
      client,
      () => this.camera.guidanceFrame(),
      (advice, analysis) => {
        this.showAdvice(advice);
        if (analysis === undefined) clearFaces(this.overlay);
        else
          this.draw({ width: this.video.videoWidth, height: this.video.videoHeight }, analysis, advice.ready);
      },
    );
  }

  get cameraIsOn(): boolean {
    return this.camera.isOn;
  }

  async startCamera(): Promise<void> {
    await this.camera.start();
    this.root.dataset['state'] = 'camera';
    this.checks.hidden = false;
    this.showAdvice(waiting(t('adviseNoFace')));
    this.root.scrollIntoView({ block: 'nearest' });
    this.guidance.start();
  }

  stopCamera(): void {
    this.guidance.stop();
    this.camera.stop();
    this.root.dataset['state'] = 'empty';
    this.checks.hidden = true;
    this.advice.textContent = '';
    clearFaces(this.overlay);
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
    clearFaces(this.overlay);
    URL.revokeObjectURL(this.still.src);
    this.still.src = URL.createObjectURL(photo);
    this.still.alt = t('stillOf');
    // A file that is no picture is the service's to refuse.
    await this.still.decode().catch(() => undefined);
    const { naturalWidth, naturalHeight } = this.still;
    const ratio = naturalHeight === 0 ? 1 : naturalWidth / naturalHeight;
    this.root.style.setProperty(
      '--photo-ratio',
      String(Math.min(Math.max(ratio, PHOTO_RATIO_MIN), PHOTO_RATIO_MAX)),
    );
    this.root.dataset['state'] = 'still';
  }

  drawOnPhoto(analysis: AnalyzeAnswer): void {
    const advice = adviceFor(analysis);
    this.draw({ width: analysis.width, height: analysis.height }, analysis, advice.ready);
  }

  private draw(picture: { width: number; height: number }, analysis: AnalyzeAnswer, ready: boolean): void {
    drawFaces(this.overlay, picture, analysis, ready);
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
      if (item === null || item.dataset['state'] === state + t(STATE_NAME[state])) continue;
      item.dataset['state'] = state;
      const symbol = make('span', 'dot', STATE_SYMBOL[state]);
      symbol.setAttribute('aria-hidden', 'true');
      const hidden = make('span', 'visually-hidden', ` ${t(STATE_NAME[state])}`);
      item.replaceChildren(symbol, t(CHECK_NAME[check]), hidden);
    }
  }
}
