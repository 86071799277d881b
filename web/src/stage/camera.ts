/** Frames for guidance are small (fast to send and to analyse), the photo itself is as sharp as the camera gives it. */
const GUIDANCE_SIDE = 640;
const PHOTO_SIDE = 1_920;

export class Camera {
  private stream: MediaStream | undefined;

  constructor(private readonly video: HTMLVideoElement) {}

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** @throws DOMException when there is no camera or the person does not allow it */
  async start(): Promise<void> {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'user', width: { ideal: 1_280 }, height: { ideal: 960 } },
    });
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
    return this.frame(GUIDANCE_SIDE, 0.8);
  }

  photo(): Promise<Blob> {
    return this.frame(PHOTO_SIDE, 0.92);
  }

  private frame(maxSide: number, quality: number): Promise<Blob> {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, maxSide / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext('2d')?.drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => {
          if (blob === null) reject(new Error('The camera gave no picture'));
          else resolve(blob);
        },
        'image/jpeg',
        quality,
      );
    });
  }
}
