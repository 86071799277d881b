import { readFile } from 'node:fs/promises';
import type { PersonFolder } from '../../src/evaluation/calibrate/photo-folders.js';
import type { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import { chipToImage } from '../../src/faces/embedding/pipeline/sampling/alignment.js';
import { coverFeatures } from '../../src/faces/embedding/pipeline/quality/cover-features.js';
import { decodePhoto } from '../../src/faces/embedding/pipeline/decoding/decode-photo.js';
import { QUALITY_ALIGNMENT, QUALITY_CHIP } from '../../src/faces/embedding/pipeline/quality/quality.js';
import { sampleChip } from '../../src/faces/embedding/pipeline/sampling/sample-chip.js';
import { examine, type Examined } from '../quality/examined.js';
import type { Cover } from './cover.js';
import type { Appearance, CoverArtist } from './cover-artist.js';

/** A photograph as the service sees it, and what covers its face. */
export interface Seen extends Examined {
  appearance: Appearance;
  features: Float32Array;
}

export interface PersonSeen {
  name: string;
  /** The first photograph and what was made of it. */
  first: Seen[];
  /** Other photographs, as they are. */
  others: Seen[];
  /** Covers under which nobody was found. */
  lost: Cover[];
}

/** Looks at a person's photographs, and at the first one under covers. @returns null when nobody is found in the first one */
export async function seePerson(
  { name, photos: [path = '', ...rest] }: PersonFolder,
  service: FaceEmbeddingService,
  artist: CoverArtist,
  counts: { covers: number; others: number },
): Promise<PersonSeen | null> {
  const photo = await readFile(path);
  const original = await look(service, photo, 'original');
  if (original === null) return null;
  const person: PersonSeen = { name, first: [original], others: [], lost: [] };
  for (const { appearance, photo: picture } of await artist.draw(photo, original.face, counts.covers)) {
    const seen = await look(service, picture, appearance);
    if (seen) person.first.push(seen);
    else if (typeof appearance !== 'string') person.lost.push(appearance);
  }
  for (const other of rest.slice(0, counts.others)) {
    const seen = await look(service, await readFile(other), 'original');
    if (seen) person.others.push(seen);
  }
  return person;
}

async function look(
  service: FaceEmbeddingService,
  photo: Buffer,
  appearance: Appearance,
): Promise<Seen | null> {
  const found = await examine(service, photo);
  if (found === null) return null;
  const toImage = chipToImage(QUALITY_ALIGNMENT, found.face.landmarks);
  const chip = sampleChip(await decodePhoto(photo, 'full'), toImage, QUALITY_CHIP);
  return { ...found, appearance, features: coverFeatures(chip) };
}
