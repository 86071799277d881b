import { type FaceNetworks, LANDMARK_INPUT } from '../../engines/face-networks.js';
import type { Box, Point } from '../../photo-analysis.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import { type Region, resampleSquare, squareTarget } from '../sampling/resample.js';

export const LANDMARK_COUNT = 68;
const INPUT_NUMBERS = LANDMARK_INPUT * LANDMARK_INPUT * 3;

/**
 * The 68 landmarks of each box, in pixels of the image. Crops as face-api does: the box clipped to the image, whole
 * pixels, centred on a black square.
 */
export async function locateLandmarks(
  networks: FaceNetworks,
  image: RgbImage,
  boxes: readonly Box[],
): Promise<Point[][]> {
  if (boxes.length === 0) return [];
  const crops = boxes.map((box) => squareCrop(box, image));
  const input = new Float32Array(boxes.length * INPUT_NUMBERS);
  crops.forEach(({ region, side, left, top }, i) => {
    resampleSquare(image, region, { side, left, top, fill: 0 }, squareTarget(LANDMARK_INPUT, input, i));
  });
  const positions = await networks.landmarks(input, boxes.length);
  return crops.map(({ region, side, left, top }, face) =>
    Array.from({ length: LANDMARK_COUNT }, (_, landmark) => {
      const at = (face * LANDMARK_COUNT + landmark) * 2;
      return {
        x: (positions[at] ?? NaN) * side - left + region.x,
        y: (positions[at + 1] ?? NaN) * side - top + region.y,
      };
    }),
  );
}

function squareCrop(box: Box, image: RgbImage) {
  const x = Math.max(box.x, 0);
  const y = Math.max(box.y, 0);
  const region: Region = {
    x: Math.floor(x),
    y: Math.floor(y),
    width: Math.max(Math.floor(Math.min(box.x + box.width, image.width) - x), 1),
    height: Math.max(Math.floor(Math.min(box.y + box.height, image.height) - y), 1),
  };
  const side = Math.max(region.width, region.height);
  return {
    region,
    side,
    // face-api puts the rounded half of the padding after the picture and the rest before it.
    left: side - region.width - Math.round((side - region.width) / 2),
    top: side - region.height - Math.round((side - region.height) / 2),
  };
}
