import { type FaceNetworks, LANDMARK_INPUT } from '../../engines/face-networks.js';
import type { Box, Point } from '../../photo-analysis.js';
import { chipToImage } from '../sampling/alignment.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import { LANDMARK_COUNT } from './locate-landmarks.js';
import { mirrorChip, sampleChip } from '../sampling/sample-chip.js';
import { apply, compose, type Similarity } from '../sampling/similarity.js';

/**
 * What is looked at: a square on the upright chip, the place of the detector's box around an upright face. In chip pixels: the
 * whole chip's width, and a little above its middle, since the box ends at the forehead and at the chin.
 */
const FRAME = 'dlib-chip-150';
const SIDE = 150;
const CENTRE = { x: 75, y: 70 };
/**
 * Landmarks of a face and of its mirror image agree within this many chip pixels (root mean square) where the network
 * knows what it sees: 99 % of upright faces are below 3.9, 99 % of those that lie on their side above 7 (docs/models.md).
 */
export const STEADY_SPREAD = 6;
/**
 * Where upright landmarks are less sure than those of 99 % of upright faces, the face may be upside down, its mouth taken for eyes: it
 * is, when it is as sure as they are the other way up (docs/quality.md).
 */
const SURE_SPREAD = 4;
/**
 * Turns at which a face is looked for that was not found, or not understood, upright: every eighth, so that none is more than
 * 22.5° away from one of them; up to 30° the landmarks lose nothing (docs/models.md).
 */
export const TURNS_DEGREES = [45, 90, 135, 180, 225, 270, 315];
/** Turns whose landmarks are looked at again: the two between which the face lies. */
const CANDIDATES = 2;

/** Whether a face that is not understood upright is looked for at other turns. */
export type Turns = 'all' | 'none';

export interface SteadyLandmarks {
  /** The 68 points in pixels of the image. */
  landmarks: Point[];
  /** Root mean square distance between the points of the face and of its mirror image, in pixels of the chip. */
  spread: number;
  /** The same before other turns were tried. */
  uprightSpread: number;
}

/** What one look at a face in one frame says. */
type Look = Omit<SteadyLandmarks, 'uprightSpread'>;

/**
 * Looks at a face again, brought upright by its first landmarks, together with its mirror image, and takes the mean of both
 * answers: the encoding then hardly depends on the detector's box. Where they contradict each other the face is looked for
 * at other turns: photographs that lie on their side or upside down because their EXIF orientation was lost.
 * @param box of the face in pixels of the image
 * @param first its landmarks as found in that box
 * @param turns `none`: landmarks that contradict each other are answered as they are
 */
export async function steadyLandmarks(
  networks: FaceNetworks,
  image: RgbImage,
  box: Box,
  first: Point[],
  turns: Turns = 'all',
): Promise<SteadyLandmarks> {
  const frame = chipToImage(FRAME, first);
  const again = await lookAt(networks, image, frame);
  const uprightSpread = again.spread;
  if (uprightSpread <= SURE_SPREAD || turns === 'none') return { ...again, uprightSpread };
  if (uprightSpread <= STEADY_SPREAD) {
    const turned = await lookTurned(networks, image, box, [180]);
    return { ...(turned.spread <= SURE_SPREAD ? turned : again), uprightSpread };
  }
  const turned = await lookTurned(networks, image, box, TURNS_DEGREES);
  const best = turned.spread < uprightSpread ? turned : { landmarks: first, spread: uprightSpread };
  return { ...best, uprightSpread };
}

/** The surest look at a face that is turned by one of these angles. */
async function lookTurned(
  networks: FaceNetworks,
  image: RgbImage,
  box: Box,
  turnsDegrees: readonly number[],
): Promise<Look> {
  const first: Look[] = [];
  for (const degrees of turnsDegrees) first.push(await lookAt(networks, image, frameOf(box, degrees)));
  const again: Look[] = [];
  for (const { landmarks } of first.sort(bySpread).slice(0, CANDIDATES)) {
    again.push(await lookAt(networks, image, chipToImage(FRAME, landmarks)));
  }
  return again.reduce((best, look) => (look.spread < best.spread ? look : best));
}

/** The mean of the landmarks of what the frame shows and of its mirror image. */
async function lookAt(networks: FaceNetworks, image: RgbImage, frame: Similarity): Promise<Look> {
  const zoom = SIDE / LANDMARK_INPUT;
  const inFrame = { a: zoom, b: 0, tx: CENTRE.x - SIDE / 2, ty: CENTRE.y - SIDE / 2 };
  const toImage = compose(inFrame, frame);
  // A chip is sampled half a pixel further than the network's own crops (`resampleSquare`).
  const crop = sampleChip(image, compose({ a: 1, b: 0, tx: -0.5, ty: -0.5 }, toImage), LANDMARK_INPUT);
  const input = new Float32Array(crop.length * 2);
  input.set(crop);
  mirrorChip(crop, input.subarray(crop.length), LANDMARK_INPUT);
  const positions = await networks.landmarks(input, 2);
  const pointAt = (index: number) => ({
    x: (positions[2 * index] ?? NaN) * LANDMARK_INPUT,
    y: (positions[2 * index + 1] ?? NaN) * LANDMARK_INPUT,
  });
  let squares = 0;
  const landmarks = MIRRORED.map((opposite, landmark) => {
    const seen = pointAt(landmark);
    const mirrored = pointAt(LANDMARK_COUNT + opposite);
    const back = { x: LANDMARK_INPUT - 1 - mirrored.x, y: mirrored.y };
    squares += (seen.x - back.x) ** 2 + (seen.y - back.y) ** 2;
    return apply(toImage, { x: (seen.x + back.x) / 2, y: (seen.y + back.y) / 2 });
  });
  return { landmarks, spread: zoom * Math.sqrt(squares / LANDMARK_COUNT) };
}

/** As if the box showed a face that is turned clockwise by so many degrees. */
function frameOf({ x, y, width, height }: Box, degrees: number): Similarity {
  const scale = Math.max(width, height) / SIDE;
  const angle = (degrees * Math.PI) / 180;
  const turn = { a: scale * Math.cos(angle), b: scale * Math.sin(angle), tx: 0, ty: 0 };
  const centre = apply(turn, CENTRE);
  return { ...turn, tx: x + width / 2 - centre.x, ty: y + height / 2 - centre.y };
}

function bySpread(a: Look, b: Look): number {
  return a.spread - b.spread;
}

/** The landmark that is at this one's place in a mirror (iBUG 300-W layout). */
export const MIRRORED: readonly number[] = [
  ...downwards(16, 0),
  ...downwards(26, 17),
  ...[27, 28, 29, 30],
  ...downwards(35, 31),
  ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40],
  ...downwards(54, 48),
  ...downwards(59, 55),
  ...downwards(64, 60),
  ...downwards(67, 65),
];

function downwards(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, i) => from - i);
}
