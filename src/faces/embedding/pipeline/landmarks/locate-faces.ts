import type { RecognitionModel } from '../../models/recognition-model.js';
import { AppError } from '../../../../common/app-error.js';
import type { FaceNetworks } from '../../engines/face-networks.js';
import type { Point } from '../../photo-analysis.js';
import { chipToImage } from '../sampling/alignment.js';
import type { DecodedPhoto } from '../decoding/decode-photo.js';
import { locateLandmarks } from './locate-landmarks.js';
import type { DetectedFace } from '../detection/merge-sightings.js';
import { QUALITY_ALIGNMENT, QUALITY_CHIP } from '../quality/quality.js';
import { sampleChip } from '../sampling/sample-chip.js';
import type { Similarity } from '../sampling/similarity.js';
import { convertToSrgb } from '../decoding/srgb-conversion.js';
import { type SteadyLandmarks, steadyLandmarks, type Turns } from './steady-landmarks.js';

/** A face in pixels of the decoded image. */
export interface LocatedFace extends DetectedFace {
  landmarks: Point[];
  /** How far the landmarks are from those of the mirror image, in chip pixels; null for a face that was seen once. */
  landmarkSpread: number | null;
  /** The same before other turns were tried. */
  uprightSpread: number | null;
  /** What quality is measured on, and what some recognition networks see. */
  chip: Float32Array;
  chipToImage: Similarity;
}

/** The face that is encoded, its landmarks looked at twice. @throws AppError FACE_UNUSABLE */
export async function locateFace(
  networks: FaceNetworks,
  image: DecodedPhoto,
  face: DetectedFace,
  turns: Turns = 'all',
): Promise<LocatedFace> {
  const [first = []] = await locateLandmarks(networks, image, [face.box]);
  return cutOut(face, await steadyLandmarks(networks, image, face.box, first, turns), image);
}

/**
 * All faces, those that nobody asks for looked at once.
 * @param prominent index of the face that `locateFace` would be asked for; null when there is none
 * @throws AppError FACE_UNUSABLE
 */
export async function locateFaces(
  networks: FaceNetworks,
  image: DecodedPhoto,
  faces: readonly DetectedFace[],
  prominent: number | null,
): Promise<LocatedFace[]> {
  const landmarks = await locateLandmarks(
    networks,
    image,
    faces.map(({ box }) => box),
  );
  const located: LocatedFace[] = [];
  for (const [i, face] of faces.entries()) {
    const first = landmarks[i] ?? [];
    const seen =
      i === prominent
        ? await steadyLandmarks(networks, image, face.box, first)
        : { landmarks: first, spread: null, uprightSpread: null };
    located.push(cutOut(face, seen, image));
  }
  return located;
}

/** What a recognition network sees of a face: aligned, in sRGB. @returns inputSize² x 3, 0..255, interleaved */
export function chipFor(
  { alignment, inputSize }: Pick<RecognitionModel, 'alignment' | 'inputSize'>,
  face: LocatedFace,
  image: DecodedPhoto,
): Float32Array {
  if (alignment === QUALITY_ALIGNMENT) return face.chip;
  return srgbChip(image, chipToImage(alignment, face.landmarks), inputSize);
}

function srgbChip(image: DecodedPhoto, toImage: Similarity, size: number): Float32Array {
  const chip = sampleChip(image, toImage, size);
  if (image.profile) convertToSrgb(chip, image.profile);
  return chip;
}

/** The landmarks of a face that was looked at twice, or once. */
type Seen = SteadyLandmarks | { landmarks: Point[]; spread: null; uprightSpread: null };

/** @throws AppError FACE_UNUSABLE when the landmark network's answer is not finite */
function cutOut(
  face: DetectedFace,
  { landmarks, spread, uprightSpread }: Seen,
  image: DecodedPhoto,
): LocatedFace {
  if (!landmarks.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))) {
    throw new AppError('FACE_UNUSABLE', { reason: 'landmarks are not finite' });
  }
  const toImage = chipToImage(QUALITY_ALIGNMENT, landmarks);
  const chip = srgbChip(image, toImage, QUALITY_CHIP);
  return { ...face, landmarks, landmarkSpread: spread, uprightSpread, chip, chipToImage: toImage };
}
