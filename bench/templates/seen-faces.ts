import type { FaceNetworks } from '../../src/faces/embedding/engines/face-networks.js';
import type { QualityMeasures } from '../../src/faces/embedding/photo-analysis.js';
import type { RecognitionModel } from '../../src/faces/embedding/models/recognition-model.js';
import { chipToImage } from '../../src/faces/embedding/pipeline/sampling/alignment.js';
import { chooseSubject } from '../../src/faces/embedding/pipeline/detection/choose-subject.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { detectFaces } from '../../src/faces/embedding/pipeline/detection/detect-faces.js';
import { encodeFace } from '../../src/faces/embedding/pipeline/encoding/encode-face.js';
import { locateFace } from '../../src/faces/embedding/pipeline/landmarks/locate-faces.js';
import { measureQuality } from '../../src/faces/embedding/pipeline/quality/quality.js';
import { sampleChip } from '../../src/faces/embedding/pipeline/sampling/sample-chip.js';
import { compose, type Similarity } from '../../src/faces/embedding/pipeline/sampling/similarity.js';

/** How large what the network sees is, beside what it was trained on. */
export const CROP_SCALES = { trained: 1, wider: 1.1, closer: 0.9 } as const;
export type CropScale = keyof typeof CROP_SCALES;

/** A photograph's prominent face with everything that a rule could weigh it by. */
export interface SeenFace {
  /** Before they are scaled to length 1, for each crop. */
  encodings: Readonly<Record<CropScale, Float32Array>>;
  quality: QualityMeasures;
  landmarkSpread: number;
  /** Of the detector, 0..1. */
  score: number;
}

/** @returns null when there is no face */
export async function seeFace(
  networks: FaceNetworks,
  model: RecognitionModel,
  photo: Buffer,
): Promise<SeenFace | null> {
  const image = await decodePhoto(photo, 'full');
  const faces = await detectFaces(networks, image);
  const { prominent } = chooseSubject(
    faces.map(({ box }) => box),
    image.width,
    image.height,
  );
  const detected = prominent === null ? undefined : faces[prominent];
  if (!detected) return null;
  const face = await locateFace(networks, image, detected);
  const trained = chipToImage(model.alignment, face.landmarks);
  const encode = (scale: CropScale) => {
    const toImage = compose(aboutCentre(model.inputSize, CROP_SCALES[scale]), trained);
    const chip = sampleChip(image, toImage, model.inputSize);
    return encodeFace(networks, { ...model, l2Normalize: false }, chip);
  };
  return {
    encodings: {
      trained: await encode('trained'),
      wider: await encode('wider'),
      closer: await encode('closer'),
    },
    quality: measureQuality(face, image, 1),
    landmarkSpread: face.landmarkSpread ?? Infinity,
    score: face.score,
  };
}

function aboutCentre(size: number, scale: number): Similarity {
  const move = ((1 - scale) * size) / 2;
  return { a: scale, b: 0, tx: move, ty: move };
}
