import { DETECTOR_INPUT, type FaceNetworks } from '../engines/face-networks.js';
import type { Box } from '../photo-analysis.js';
import { decodeBoxes } from './box-decoding.js';
import type { RgbImage } from './decode-photo.js';
import { resampleSquare, type SquareCanvas } from './resample.js';

export interface DetectedFace {
  /** Pixels of the image; may reach beyond its border. */
  box: Box;
  /** Probability, 0..1. */
  score: number;
}

const MIN_SCORE = 0.5;
const GREY = 128;

/**
 * Finds the faces, best first. SSD misses faces that fill the frame (one clear photograph in ten of LFW): when it finds
 * nothing it looks once more at the photograph on a grey canvas of twice the size. Doing so always would lose small faces.
 */
export async function detectFaces(networks: FaceNetworks, image: RgbImage): Promise<DetectedFace[]> {
  const side = Math.max(image.width, image.height);
  const found = await detectOn(networks, image, { side, left: 0, top: 0, fill: 0 });
  if (found.length > 0) return found;
  const left = Math.round(side - image.width / 2);
  const top = Math.round(side - image.height / 2);
  return detectOn(networks, image, { side: 2 * side, left, top, fill: GREY });
}

async function detectOn(
  networks: FaceNetworks,
  image: RgbImage,
  canvas: SquareCanvas,
): Promise<DetectedFace[]> {
  const input = new Float32Array(DETECTOR_INPUT * DETECTOR_INPUT * 3);
  const { width, height } = image;
  resampleSquare(image, { x: 0, y: 0, width, height }, canvas, DETECTOR_INPUT, input);
  const { side, left, top } = canvas;
  return decodeBoxes(await networks.detect(input), MIN_SCORE)
    .map((found) => ({
      box: {
        x: found.left * side - left,
        y: found.top * side - top,
        width: (found.right - found.left) * side,
        height: (found.bottom - found.top) * side,
      },
      score: found.score,
    }))
    .filter(({ box }) => isInside(box, image));
}

/** At least a pixel of it can be seen. */
function isInside({ x, y, width, height }: Box, image: RgbImage): boolean {
  return x + width >= 1 && y + height >= 1 && x <= image.width - 1 && y <= image.height - 1;
}
