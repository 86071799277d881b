import {
  DETECTOR_INPUT,
  DETECTOR_STEP,
  type DetectorLevels,
  type FaceNetworks,
} from '../../engines/face-networks.js';
import type { Box } from '../../photo-analysis.js';
import { decodeBoxes } from './box-decoding.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import type { DetectedFace } from './merge-sightings.js';
import { resampleSquare } from '../sampling/resample.js';

/** Pixels of the picture that may be missing at the far border, where a row more would cost another DETECTOR_STEP. */
const CUT_OFF = 1;

export interface Look {
  /** What the image's long side is resized to, in pixels; at most DETECTOR_INPUT. */
  size: number;
  /** Probability above which something is a sighting. */
  minScore: number;
  levels: DetectorLevels;
}

/**
 * One run of the detector on the whole image: top left on a black square, as face-api does, but what is black only is left
 * out, a third of the network's work for a photograph of 3:2.
 * @returns sightings, best first, boxes in pixels of the image
 */
export async function lookAtPhoto(
  networks: FaceNetworks,
  image: RgbImage,
  { size, minScore, levels }: Look,
): Promise<DetectedFace[]> {
  const side = Math.max(image.width, image.height);
  const covered = (length: number) =>
    Math.max(Math.ceil(((length * size) / side - CUT_OFF) / DETECTOR_STEP), 1) * DETECTOR_STEP;
  const [width, height] = [covered(image.width), covered(image.height)];
  const rgb = new Float32Array(width * height * 3);
  resampleSquare(
    image,
    { x: 0, y: 0, width: image.width, height: image.height },
    { side, left: 0, top: 0, fill: 0 },
    { size, width, height, numbers: rgb, offset: 0, stride: width * 3 },
  );
  const zoom = (side * DETECTOR_INPUT) / size;
  return decodeBoxes(await networks.detect({ rgb, width, height }, levels), minScore)
    .map(({ left, top, right, bottom, score }) => ({
      box: { x: left * zoom, y: top * zoom, width: (right - left) * zoom, height: (bottom - top) * zoom },
      score,
    }))
    .filter(({ box }) => isInside(box, image));
}

/** At least a pixel of it can be seen. */
export function isInside({ x, y, width, height }: Box, image: RgbImage): boolean {
  return x + width >= 1 && y + height >= 1 && x <= image.width - 1 && y <= image.height - 1;
}
