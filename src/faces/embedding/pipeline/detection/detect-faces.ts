import { DETECTOR_INPUT, type FaceNetworks } from '../../engines/face-networks.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import { detectOnTiles } from './detect-on-tiles.js';
import { isInside, lookAtPhoto } from './look-at-photo.js';
import { type DetectedFace, mergeSightings, overlapsAny } from './merge-sightings.js';
import { resampleSquare } from '../sampling/resample.js';
import { sampleChip } from '../sampling/sample-chip.js';
import { apply } from '../sampling/similarity.js';
import { TURNS_DEGREES } from '../landmarks/steady-landmarks.js';

/** A face counts from this probability on, as face-api has it. */
export const MIN_SCORE = 0.5;
/** `npm run bench:detection` counts what other values would do. */
export const DETECTION_RULES = {
  /** Something that looks this much like a face is worth a second look. */
  hintScore: 0.2,
  /** A face that only the second look shows must be seen at two sizes at least: patterns rarely are. */
  minSightings: 2,
};
export type DetectionRules = typeof DETECTION_RULES;
/** Neither dark nor bright: the middle of 0..255. */
const GREY = 128;

/**
 * The second look: the whole photograph at four sizes on one grey canvas, for one run of the detector. Faces that fill
 * the frame are then among the small ones that SSD was trained on.
 */
const TILES = [
  { left: 26, top: 26, side: 204 },
  { left: 298, top: 42, side: 172 },
  { left: 64, top: 320, side: 128 },
  { left: 333, top: 333, side: 102 },
];

/**
 * The last look, when there seems to be nobody: nine tiles fit on the canvas, of which the turns need seven. Around the image is
 * room for half of what its corners hold when it is turned by 45°, √2 of its side: faces are rarely in corners.
 */
const TURNED_SIDE = Math.floor(DETECTOR_INPUT / 3);
const TURNED_ROOM = 1.2;

/**
 * Finds the faces, best first. SSD misses faces that fill the frame (one clear photograph in ten of LFW) and half sees
 * others, so it looks a second time when it found nothing or has an unconfirmed hint, and a third
 * time at other turns when there still is nobody. Figures in docs/models.md.
 */
export async function detectFaces(
  networks: FaceNetworks,
  image: RgbImage,
  rules: DetectionRules = DETECTION_RULES,
): Promise<DetectedFace[]> {
  const { hintScore, minSightings } = rules;
  const first = await lookAtPhoto(networks, image, {
    size: DETECTOR_INPUT,
    minScore: hintScore,
    levels: 'all',
  });
  const found = first.filter(({ score }) => score > MIN_SCORE);
  const hints = first.filter((face) => face.score <= MIN_SCORE && !overlapsAny(face, found));
  if (found.length > 0 && hints.length === 0) {
    return mergeSightings(found, MIN_SCORE).map(({ face }) => face);
  }
  const second = await secondLook(networks, image, hintScore);
  const seen = confirmed([...first, ...second], found, minSightings);
  return seen.length > 0
    ? seen
    : confirmed([...first, ...second, ...(await turnedLook(networks, image, hintScore))], [], minSightings);
}

/** Faces that were seen often enough, or at once for certain. */
function confirmed(
  sightings: readonly DetectedFace[],
  certain: readonly DetectedFace[],
  minSightings: number,
): DetectedFace[] {
  return mergeSightings(sightings, MIN_SCORE)
    .filter(({ sightings, face }) => sightings >= minSightings || overlapsAny(face, certain))
    .map(({ face }) => face);
}

async function secondLook(
  networks: FaceNetworks,
  image: RgbImage,
  hintScore: number,
): Promise<DetectedFace[]> {
  const side = Math.max(image.width, image.height);
  const canvas = {
    side,
    left: Math.round((side - image.width) / 2),
    top: Math.round((side - image.height) / 2),
    fill: GREY,
  };
  const rgb = greyCanvas();
  const tiles = TILES.map(({ left, top, side: size }) => {
    resampleSquare(image, whole(image), canvas, {
      size,
      width: size,
      height: size,
      numbers: rgb,
      offset: (top * DETECTOR_INPUT + left) * 3,
      stride: DETECTOR_INPUT * 3,
    });
    const toImage = { a: side / size, b: 0, tx: -canvas.left, ty: -canvas.top };
    return { left, top, side: size, toImage };
  });
  const faces = await detectOnTiles(networks, rgb, tiles, hintScore);
  return faces.filter(({ box }) => isInside(box, image));
}

/** The whole photograph at every eighth of a turn, on one canvas. */
async function turnedLook(
  networks: FaceNetworks,
  image: RgbImage,
  hintScore: number,
): Promise<DetectedFace[]> {
  const zoom = (TURNED_ROOM * Math.max(image.width, image.height)) / TURNED_SIDE;
  const rgb = greyCanvas();
  const tiles = TURNS_DEGREES.map((degrees, i) => {
    const angle = (degrees * Math.PI) / 180;
    const turn = { a: zoom * Math.cos(angle), b: zoom * Math.sin(angle), tx: 0, ty: 0 };
    const middle = apply(turn, { x: TURNED_SIDE / 2, y: TURNED_SIDE / 2 });
    const toImage = { ...turn, tx: image.width / 2 - middle.x, ty: image.height / 2 - middle.y };
    const [left, top] = [(i % 3) * TURNED_SIDE, Math.floor(i / 3) * TURNED_SIDE];
    const pixels = sampleChip(image, toImage, TURNED_SIDE);
    for (let row = 0; row < TURNED_SIDE; row++) {
      const line = pixels.subarray(row * TURNED_SIDE * 3, (row + 1) * TURNED_SIDE * 3);
      rgb.set(line, ((top + row) * DETECTOR_INPUT + left) * 3);
    }
    return { left, top, side: TURNED_SIDE, toImage };
  });
  const faces = await detectOnTiles(networks, rgb, tiles, hintScore);
  return faces.filter(({ box }) => isInside(box, image));
}

function greyCanvas(): Float32Array {
  return new Float32Array(DETECTOR_INPUT * DETECTOR_INPUT * 3).fill(GREY);
}

function whole({ width, height }: RgbImage) {
  return { x: 0, y: 0, width, height };
}
