import { readFile } from 'node:fs/promises';
import type { PersonFolder } from '../../src/evaluation/calibrate/photo-folders.js';
import type { FaceNetworks } from '../../src/faces/embedding/engines/face-networks.js';
import { coverFeatures } from '../../src/faces/embedding/pipeline/quality/cover-features.js';
import { COVER_PARTS } from '../../src/faces/embedding/pipeline/quality/covered.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { glanceAtSubject } from '../../src/faces/embedding/pipeline/detection/glance-at-subject.js';
import { type LocatedFace, locateFace } from '../../src/faces/embedding/pipeline/landmarks/locate-faces.js';
import { QUALITY_CHIP } from '../../src/faces/embedding/pipeline/quality/quality.js';
import { mirrorChip } from '../../src/faces/embedding/pipeline/sampling/sample-chip.js';
import { STEADY_SPREAD } from '../../src/faces/embedding/pipeline/landmarks/steady-landmarks.js';
import type { Appearance, CoverArtist } from './cover-artist.js';
import type { Sample } from './train.js';

/** A sample of a cover, or of none. */
export interface DrawnSample extends Sample {
  /** Of a cover that is kept to judge by. */
  held: boolean;
}

/**
 * What is learnt from a person: the first photograph, retaken, and under so many covers, each also in a mirror. Where the face is, the
 * photograph as it is says, so that a cover costs one look.
 */
export async function samplesOf(
  { photos: [path = ''] }: PersonFolder,
  networks: FaceNetworks,
  artist: CoverArtist,
  covers: number,
): Promise<DrawnSample[]> {
  const photo = await readFile(path);
  const image = await decodePhoto(photo, 'full');
  const detected = await glanceAtSubject(networks, image);
  if (!detected) return [];
  const original = await locateFace(networks, image, detected, 'none');
  if ((original.landmarkSpread ?? Infinity) > STEADY_SPREAD) return [];
  const samples = bothWays(original, 'original');
  for (const { appearance, photo: picture } of await artist.draw(photo, original, covers)) {
    const face = await locateFace(networks, await decodePhoto(picture, 'full'), detected, 'none');
    samples.push(...bothWays(face, appearance));
  }
  return samples;
}

function bothWays({ chip }: LocatedFace, appearance: Appearance): DrawnSample[] {
  const cover = typeof appearance === 'string' ? null : appearance;
  const label = COVER_PARTS.indexOf(cover?.part ?? 'nothing');
  const mirrored = new Float32Array(chip.length);
  mirrorChip(chip, mirrored, QUALITY_CHIP);
  return [chip, mirrored].map((each) => ({
    features: coverFeatures(each),
    label,
    held: cover?.held ?? false,
  }));
}
