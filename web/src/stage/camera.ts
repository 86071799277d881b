import { jpegOf } from './shrink.js';

/** Frames for guidance are small (fast to send and to analyse), the photo itself is as sharp as the camera gives it. */
const GUIDANCE_SIDE = 640;
const GUIDANCE_QUALITY = 0.8;
const PHOTO_QUALITY = 0.92;
/** Pixels a side of the picture that its brightness is taken from. */
const LUMA_SIDE = 16;

export class Camera {
  private stream: MediaStream | undefined;

  constructor(private readonly video: HTMLVideoElement) {}

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** @throws DOMException when there is no camera or the person does not allow it */
  async start(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 1_280 }, height: { ideal: 960 } },
    });
    this.stop();
    this.stream = stream;
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  stop(): void {
    this.stream?.getTracks().forEach((track) => {
      track.stop();
    });
    this.stream = undefined;
    this.video.srcObject = null;
  }

  guidanceFrame(): Promise<Blob> {
    return jpegOf(this.video, this.size, GUIDANCE_QUALITY, GUIDANCE_SIDE);
  }

  photo(): Promise<Blob> {
    return jpegOf(this.video, this.size, PHOTO_QUALITY);
  }

  /** Mean luma (ITU-R BT.601) of the picture, 0..255. */
  brightness(): number {
    const canvas = document.createElement('canvas');
    canvas.width = LUMA_SIDE;
    canvas.height = LUMA_SIDE;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) return 255;
    context.drawImage(this.video, 0, 0, LUMA_SIDE, LUMA_SIDE);
    const { data } = context.getImageData(0, 0, LUMA_SIDE, LUMA_SIDE);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) {
      sum += 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    }
    return sum / (data.length / 4);
  }

  private get size(): { width: number; height: number } {
    return { width: this.video.videoWidth, height: this.video.videoHeight };
  }
}
