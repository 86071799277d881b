import type { FaceNetworks } from '../../src/faces/embedding/engines/face-networks.js';
import { loadNetworks } from '../../src/faces/embedding/engines/load-networks.js';
import type { InferenceSettings } from '../../src/faces/embedding/inference-settings.js';
import { loadRecognitionModel } from '../../src/faces/embedding/models/load-model.js';
import type { RecognitionModel } from '../../src/faces/embedding/models/recognition-model.js';
import type { Box, PhotoAnalysis } from '../../src/faces/embedding/photo-analysis.js';
import { chooseSubject } from '../../src/faces/embedding/pipeline/detection/choose-subject.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { detectFaces } from '../../src/faces/embedding/pipeline/detection/detect-faces.js';
import { encodeFace } from '../../src/faces/embedding/pipeline/encoding/encode-face.js';
import { chipFor, locateFace } from '../../src/faces/embedding/pipeline/landmarks/locate-faces.js';

/** What is decided about a photograph: null for nobody, or nobody who is clearly meant. */
export interface Seen {
  faceCount: number;
  subject: { box: Box; encoding: Float32Array } | null;
}

/** The pipeline without its short cuts: every pixel, the detector's whole square. */
export class CloserLook {
  private constructor(
    private readonly networks: FaceNetworks,
    private readonly recognition: RecognitionModel,
  ) {}

  static async create(settings: InferenceSettings): Promise<CloserLook> {
    const recognition = await loadRecognitionModel(settings.model, settings.modelsPath);
    const { networks } = await loadNetworks(settings, recognition);
    return new CloserLook(networks, recognition);
  }

  async see(photo: Uint8Array): Promise<Seen> {
    const image = await decodePhoto(photo, 'full');
    const found = await detectFaces(this.networks, image);
    const boxes = found.map(({ box }) => box);
    const wanted = found[chooseSubject(boxes, image.width, image.height).subject ?? -1];
    if (!wanted) return { faceCount: found.length, subject: null };
    const face = await locateFace(this.networks, image, wanted);
    const chip = chipFor(this.recognition, face, image);
    const encoding = await encodeFace(this.networks, this.recognition, chip);
    const scale = image.photoWidth / image.width;
    const { x, y, width, height } = face.box;
    const box = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
    return { faceCount: found.length, subject: { box, encoding } };
  }

  dispose(): Promise<void> {
    return this.networks.dispose();
  }
}

export function seenBy({ faces, faceCount, subject, encoding }: PhotoAnalysis): Seen {
  const face = faces[subject ?? -1];
  return { faceCount, subject: face && encoding ? { box: face.box, encoding } : null };
}

/** Nobody, several people, or the same face: its middle lies within the other's box. */
export function isSameDecision(one: Seen, other: Seen): boolean {
  if (!one.subject || !other.subject)
    return one.subject === other.subject && one.faceCount > 0 === other.faceCount > 0;
  const { x, y, width, height } = one.subject.box;
  const { box } = other.subject;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  return middleX > box.x && middleY > box.y && middleX < box.x + box.width && middleY < box.y + box.height;
}
