import type { FaceNetworks } from '../../engines/face-networks.js';
import { chooseSubject, prominenceOf } from './choose-subject.js';
import type { RgbImage } from '../decoding/decode-photo.js';
import { MIN_SCORE } from './detect-faces.js';
import { lookAtPhoto } from './look-at-photo.js';
import { type DetectedFace, mergeSightings, overlapsAny } from './merge-sightings.js';

/*
 * Coarse to fine, as Viola and Jones' cascade (2001) and MTCNN (Zhang et al. 2016) do it: most photographs that are enrolled or
 * verified show one large face, for which a sixteenth of the detector's square is enough. The constants are chosen so that
 * whoever is accepted here is the one that the closer look (`detectFaces`) would have chosen; docs/engines.md has the figures.
 */

/** Long sides of the pictures that are glanced at, in pixels: the detector sees faces of a sixth to half of them best. */
export const GLANCES = [128, 224] as const;
const LARGEST_GLANCE = Math.max(...GLANCES);
/** Probability from which on a glance is believed; a closer look asks for MIN_SCORE. */
const ACCEPTED_SCORE = 0.6;
/** Something that looks this much like a face might be one to a closer look, which has 0.2. */
const HINT_SCORE = 0.1;
/**
 * What might be another face is no rival below this share of the subject's prominence: half of `chooseSubject`'s limit, since
 * the boxes of a glance are rough.
 */
const RIVAL_SHARE = 1 / 4;
/**
 * The smallest face that would make the choice unclear must not be missed: half as prominent as the subject, it must still
 * measure this much (root of its area, pixels of the glance). SSD begins to lose faces below 16 px.
 */
const RIVAL_PX_MIN = 20;

/** The subject; or `unclear`: a larger picture may tell; or `several`: it would show several people, or too little, as well. */
type Verdict = DetectedFace | 'unclear' | 'several';

/**
 * The face that the photograph is of, where one of two glances leaves no doubt who that is.
 * @returns null when a closer look must be taken
 */
export async function glanceAtSubject(networks: FaceNetworks, image: RgbImage): Promise<DetectedFace | null> {
  for (const size of GLANCES) {
    const verdict = await glanceAt(networks, image, size);
    if (verdict === 'several') return null;
    if (verdict !== 'unclear') return verdict;
  }
  return null;
}

async function glanceAt(networks: FaceNetworks, image: RgbImage, size: number): Promise<Verdict> {
  const sightings = await lookAtPhoto(networks, image, { size, minScore: HINT_SCORE, levels: 'finest' });
  const faces = mergeSightings(sightings, MIN_SCORE).map(({ face }) => face);
  const hints = sightings.filter((other) => other.score <= MIN_SCORE && !overlapsAny(other, faces));
  const { width, height } = image;
  const boxes = faces.map(({ box }) => box);
  const face = faces[chooseSubject(boxes, width, height).subject ?? -1];
  if (!face) return faces.length + hints.length > 1 ? 'several' : 'unclear';
  const prominence = prominenceOf(face.box, width, height);
  const isRival = (other: DetectedFace) =>
    other !== face && prominenceOf(other.box, width, height) > RIVAL_SHARE * prominence;
  const leastRival = Math.sqrt(prominence / 2) / Math.max(width, height);
  if (faces.some(isRival) || leastRival * LARGEST_GLANCE < RIVAL_PX_MIN) return 'several';
  const isClear = face.score >= ACCEPTED_SCORE && leastRival * size >= RIVAL_PX_MIN && !hints.some(isRival);
  return isClear ? face : 'unclear';
}
