import type { AnalyzeAnswer, FaceClient } from '../../../packages/client/src/index.js';
import { byId } from '../dom.js';
import { t, type TextKey } from '../i18n.js';
import { type Advice, type Aim, waiting } from './advice.js';
import { Camera } from './camera.js';
import { cameraFault } from './camera-fault.js';
import { Guidance } from './guidance.js';
import { GuidanceDisplay } from './guidance-display.js';
import { clearFaces, drawFaces, type Finding } from './overlay.js';

/** Width by height; what is narrower or wider gets a border, so that the buttons stay in view. */
const PHOTO_RATIO_MIN = 0.75;
const PHOTO_RATIO_MAX = 1.6;

export interface StageListener {
  /** Another picture is shown: the camera's, a photo, or none. */
  changed(): void;
  /** After each look at the camera's picture: whether it is good. */
  looked(ready: boolean): void;
}

/** The picture – nothing, the camera, or the photo that was sent – with what the service sees drawn over it. */
export class Stage {
  private readonly root = byId('stage', HTMLDivElement);
  private readonly video = byId('video', HTMLVideoElement);
  private readonly still = byId('still', HTMLImageElement);
  private readonly overlay = byId('overlay', HTMLCanvasElement);
  private readonly emptyHint = byId('stage-hint', HTMLParagraphElement);
  private readonly display = new GuidanceDisplay();
  private readonly camera = new Camera(this.video);
  private readonly guidance: Guidance;
  private photo: Blob | undefined;
  /** Why there is no picture. */
  private fault: TextKey | undefined;

  constructor(
    client: FaceClient,
    private readonly listener: StageListener,
  ) {
    this.guidance = new Guidance(client, this.camera, (advice, analysis) => {
      this.showLook(advice, analysis);
    });
  }

  get cameraIsOn(): boolean {
    return this.camera.isOn;
  }

  get showsPhoto(): boolean {
    return this.root.dataset['state'] === 'still';
  }

  /** Where the person before the camera is to look. */
  set aim(aim: Aim) {
    this.guidance.aim = aim;
    this.root.dataset['aim'] = aim;
    this.root.dataset['ready'] = 'false';
  }

  /** What an empty stage says; a fault of the camera stands until the next try. */
  hint(text: string): void {
    const isEmpty = this.root.dataset['state'] === 'empty';
    this.emptyHint.textContent = isEmpty || this.fault === undefined ? text : t(this.fault);
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
    this.enter('camera');
    this.showLook(waiting(t('adviseNoFace')), undefined);
    // With its buttons: the picture grows, and would leave them below a phone's edge.
    (this.root.parentElement ?? this.root).scrollIntoView({ block: 'nearest' });
    this.guidance.start();
  }

  /** Nothing is shown any more: neither the camera's picture nor the photo of whoever was here. */
  empty(): void {
    this.stopCamera();
    this.photo = undefined;
    URL.revokeObjectURL(this.still.src);
    this.still.removeAttribute('src');
    this.still.alt = '';
  }

  stopCamera(): void {
    this.guidance.stop();
    this.camera.stop();
    this.clear('empty');
  }

  /** The camera's picture as a photo; the camera goes on. */
  capture(): Promise<Blob> {
    return this.camera.photo();
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
      if (photo === this.photo) this.fail('notShown');
      return;
    }
    const { naturalWidth, naturalHeight } = this.still;
    const ratio = naturalHeight === 0 ? 1 : naturalWidth / naturalHeight;
    this.root.style.setProperty(
      '--photo-ratio',
      String(Math.min(Math.max(ratio, PHOTO_RATIO_MIN), PHOTO_RATIO_MAX)),
    );
  }

  /** Draws what the service saw, unless another picture is shown by now. */
  drawOnPhoto(photo: Blob, analysis: AnalyzeAnswer, finding: Finding): void {
    if (photo !== this.photo || !this.showsPhoto) return;
    const { width, height } = analysis;
    drawFaces(this.overlay, { width, height }, analysis, finding);
    this.root.dataset['drawn'] = 'true';
  }

  private showLook(advice: Advice, analysis: AnalyzeAnswer | undefined): void {
    this.root.dataset['ready'] = String(advice.ready);
    this.display.show(advice);
    if (analysis === undefined) clearFaces(this.overlay);
    else {
      const { videoWidth: width, videoHeight: height } = this.video;
      drawFaces(this.overlay, { width, height }, analysis, {
        colour: advice.ready ? 'good' : 'warn',
        label: '',
      });
    }
    this.listener.looked(advice.ready);
  }

  private fail(reason: TextKey): void {
    this.fault = reason;
    this.emptyHint.textContent = t(reason);
    this.enter('fault');
  }

  private clear(state: 'empty' | 'still'): void {
    this.root.dataset['ready'] = 'false';
    delete this.root.dataset['drawn'];
    this.display.clear();
    clearFaces(this.overlay);
    this.enter(state);
  }

  private enter(state: 'empty' | 'camera' | 'still' | 'fault'): void {
    this.root.dataset['state'] = state;
    this.listener.changed();
  }
}
