import { DETECTOR_INPUT, type FaceNetworks } from '../engines/face-networks.js';
import type { RgbImage } from './decode-photo.js';
import { detectOnTiles } from './detect-on-tiles.js';
import { isInside, lookAtPhoto } from './look-at-photo.js';
import { type DetectedFace, mergeSightings, overlapsAny } from './merge-sightings.js';
import { resampleSquare } from './resample.js';
import { sampleChip } from './sample-chip.js';
import { apply } from './similarity.js';
import { TURNS_DEGREES } from './steady-landmarks.js';

/** A face counts from this probability on, as face-api has it. */
export const MIN_SCORE = 0.5;
/** Something that looks this much like a face is worth a second look. */
const HINT_SCORE = 0.2;
/** A face that only the second look shows must be seen at two sizes at least: patterns rarely are. */
const MIN_SIGHTINGS = 2;
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
 * The last look, when there seems to be nobody: nine tiles of this side fit on the canvas. Around the image is some room for
 * what its corners hold when it is turned.
 */
const TURNED_SIDE = 170;
const TURNED_ROOM = 1.2;

/**
 * Finds the faces, best first. SSD misses faces that fill the frame (one clear photograph in ten of LFW) and half sees
 * others, so it looks a second time when it found nothing or has an unconfirmed hint, and a third
 * time at other turns when there still is nobody. Figures in docs/models.md.
 */
export async function detectFaces(networks: FaceNetworks, image: RgbImage): Promise<DetectedFace[]> {
  const first = await lookAtPhoto(networks, image, {
    size: DETECTOR_INPUT,
    minScore: HINT_SCORE,
    levels: 'all',
  });
  const found = first.filter(({ score }) => score > MIN_SCORE);
  const hints = first.filter((face) => face.score <= MIN_SCORE && !overlapsAny(face, found));
  if (found.length > 0 && hints.length === 0) {
    return mergeSightings(found, MIN_SCORE).map(({ face }) => face);
  }
  const second = await secondLook(networks, image);
  const seen = confirmed([...first, ...second], found);
  return seen.length > 0
    ? seen
    : confirmed([...first, ...second, ...(await turnedLook(networks, image))], []);
}

/** Faces that were seen twice, or at once for certain. */
function confirmed(sightings: readonly DetectedFace[], certain: readonly DetectedFace[]): DetectedFace[] {
  return mergeSightings(sightings, MIN_SCORE)
    .filter(({ sightings, face }) => sightings >= MIN_SIGHTINGS || overlapsAny(face, certain))
    .map(({ face }) => face);
}

async function secondLook(networks: FaceNetworks, image: RgbImage): Promise<DetectedFace[]> {
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
  const faces = await detectOnTiles(networks, rgb, tiles, HINT_SCORE);
  return faces.filter(({ box }) => isInside(box, image));
}

/** The whole photograph at every eighth of a turn, on one canvas. */
async function turnedLook(networks: FaceNetworks, image: RgbImage): Promise<DetectedFace[]> {
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
  const faces = await detectOnTiles(networks, rgb, tiles, HINT_SCORE);
  return faces.filter(({ box }) => isInside(box, image));
}

function greyCanvas(): Float32Array {
  return new Float32Array(DETECTOR_INPUT * DETECTOR_INPUT * 3).fill(GREY);
}

function whole({ width, height }: RgbImage) {
  return { x: 0, y: 0, width, height };
}
