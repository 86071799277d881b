import { DETECTOR_INPUT, type FaceNetworks } from '../../engines/face-networks.js';
import type { Box } from '../../photo-analysis.js';
import { decodeBoxes } from './box-decoding.js';
import type { DetectedFace } from './merge-sightings.js';
import { apply, scaleOf, type Similarity } from '../sampling/similarity.js';

/** A picture on the detector's canvas. */
export interface Tile {
  /** Pixels of the canvas. */
  left: number;
  top: number;
  side: number;
  /** From pixels of the tile to pixels of the image. */
  toImage: Similarity;
}

/**
 * Faces of several pictures of one image, found by one run of the detector; boxes in the image.
 * @param rgb the canvas with the pictures on it, DETECTOR_INPUT² x 3
 */
export async function detectOnTiles(
  networks: FaceNetworks,
  rgb: Float32Array,
  tiles: readonly Tile[],
  minScore: number,
): Promise<DetectedFace[]> {
  const answer = await networks.detect({ rgb, width: DETECTOR_INPUT, height: DETECTOR_INPUT });
  return decodeBoxes(answer, minScore).flatMap(({ left, top, right, bottom, score }) => {
    const centre = { x: ((left + right) / 2) * DETECTOR_INPUT, y: ((top + bottom) / 2) * DETECTOR_INPUT };
    const tile = tiles.find(
      ({ left, top, side }) =>
        centre.x >= left && centre.x < left + side && centre.y >= top && centre.y < top + side,
    );
    if (!tile) return [];
    const size = { width: (right - left) * DETECTOR_INPUT, height: (bottom - top) * DETECTOR_INPUT };
    const place = { x: centre.x - tile.left, y: centre.y - tile.top };
    return [{ box: boxInImage(place, size, tile.toImage), score }];
  });
}

/** Boxes stay upright: that of a turned picture becomes the square of its longer side. */
function boxInImage(
  centre: { x: number; y: number },
  { width, height }: { width: number; height: number },
  toImage: Similarity,
): Box {
  const isUpright = toImage.b === 0 && toImage.a > 0;
  const scale = scaleOf(toImage);
  const w = scale * (isUpright ? width : Math.max(width, height));
  const h = scale * (isUpright ? height : Math.max(width, height));
  const { x, y } = apply(toImage, centre);
  return { x: x - w / 2, y: y - h / 2, width: w, height: h };
}
