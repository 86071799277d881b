import { PHOTO_FORMATS } from '../../../src/common/accepted-photos.js';
import { byId } from '../dom.js';
import { t, type TextKey } from '../i18n.js';
import type { Source } from '../task/collector.js';
import type { Task } from '../task/tasks.js';
import { acceptDroppedPhotos } from './drop.js';
import { shrunken } from './shrink.js';
import type { Stage } from './stage.js';

const SHOOT = {
  enroll: 'shootEnroll',
  identify: 'shootIdentify',
  verify: 'shootVerify',
  compare: 'shootCompare',
} as const satisfies Record<Task, TextKey>;
/** What one request takes. */
const FILES_MAX = 5;

export interface ControlsParts {
  stage: Stage;
  /** A photo is to be taken, or some were chosen. */
  shot: (source: Source, take: () => Promise<Blob[]>) => void;
  /** Whether something else was begun with the camera: where a photo is not enough. */
  takesOver: () => boolean;
}

/** The buttons below the picture: camera, shutter, files. */
export class StageControls {
  private readonly toggle = byId('camera-toggle', HTMLButtonElement);
  private readonly shutter = byId('shoot', HTMLButtonElement);
  private readonly auto = byId('auto-row', HTMLDivElement);
  private readonly file = byId('file', HTMLInputElement);
  private readonly fileButton = byId('file-button', HTMLLabelElement);
  private isStarting = false;

  constructor(private readonly parts: ControlsParts) {
    this.file.multiple = true;
    this.file.accept = PHOTO_FORMATS.map(({ mediaType }) => mediaType).join();
    this.toggle.addEventListener('click', ({ detail }) => {
      // The second click of a double click would stop what the first one started.
      if (detail <= 1) void this.toggleCamera();
    });
    this.shutter.addEventListener('click', () => {
      this.shoot();
    });
    this.file.addEventListener('change', () => {
      const photos = [...(this.file.files ?? [])];
      this.file.value = '';
      this.choose(photos);
    });
    acceptDroppedPhotos(byId('stage', HTMLDivElement), (photos) => {
      this.choose(photos);
    });
  }

  /** Takes the camera's picture. */
  shoot(): void {
    if (this.parts.stage.cameraIsOn)
      this.parts.shot('camera', async () => [await this.parts.stage.capture()]);
  }

  async startCamera(): Promise<void> {
    const { stage } = this.parts;
    if (!stage.cameraIsOn) await this.toggleCamera();
    (stage.cameraIsOn ? this.shutter : this.toggle).focus({ preventScroll: true });
  }

  /** While something is on its way the buttons wait. */
  set busy(busy: boolean) {
    for (const control of [this.toggle, this.shutter, this.file]) control.disabled = busy;
  }

  /** @param takesPhotos whether one may be chosen for the task */
  label(task: Task, takesPhotos: boolean): void {
    const { stage } = this.parts;
    const on = stage.cameraIsOn;
    this.toggle.textContent = t(on ? 'stopCamera' : 'startCamera');
    // While a photo is shown, the answer offers the next step.
    this.toggle.className = on || stage.showsPhoto ? 'secondary' : 'primary';
    for (const part of [this.file, this.fileButton]) part.hidden = !takesPhotos;
    this.shutter.hidden = !on;
    this.auto.hidden = !on;
    this.shutter.textContent = t(SHOOT[task]);
  }

  private choose(photos: readonly Blob[]): void {
    if (photos.length > 0)
      this.parts.shot('files', () => Promise.all(photos.slice(0, FILES_MAX).map(shrunken)));
  }

  /** A second press while the browser asks for the camera would start it twice. */
  private async toggleCamera(): Promise<void> {
    if (this.isStarting || (!this.parts.stage.cameraIsOn && this.parts.takesOver())) return;
    this.isStarting = true;
    try {
      if (this.parts.stage.cameraIsOn) this.parts.stage.stopCamera();
      else await this.parts.stage.startCamera();
    } finally {
      this.isStarting = false;
    }
  }
}
