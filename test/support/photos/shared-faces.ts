import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { packageRoot } from '../../../src/config/package-root.js';
import { encodePhotos } from '../../../src/evaluation/encode-photos.js';
import { EncodingCache } from '../../../src/evaluation/encoding-cache.js';
import { type EncodedPerson, isFittedOn } from '../../../src/evaluation/calibrate/calibrate.js';
import { readExclusions, readPeople } from '../../../src/evaluation/calibrate/photo-folders.js';
import type { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';

const FOLDER = join(packageRoot, '..', 'shared', 'faces', 'lfw-dev');
const EXCLUDED = join(packageRoot, 'models', 'mobilefacenet', 'lfw-dev-exclude.csv');
const isHere = existsSync(FOLDER);

/** For tests with people of LFW beside the repository: skipped, with the reason printed, where there are none. */
export function describeSharedFaces(name: string, tests: () => void): void {
  if (!isHere) console.log('skipped: ../shared/faces/lfw-dev is not here');
  (isHere ? describe : describe.skip)(name, tests);
}

/** @param path person/file */
export const sharedPhoto = (path: string): string => join(FOLDER, path);

/**
 * People whom the shipped calibration was not fitted on. Photographs that `twoinone calibrate` has encoded already are not encoded
 * again. @param counts how many people are wanted with at least so many photographs, of which only those are used
 */
export async function heldOutFaces(
  service: FaceEmbeddingService,
  counts: readonly { people: number; photographs: number }[],
): Promise<EncodedPerson[]> {
  const held = readPeople(FOLDER, readExclusions(EXCLUDED)).filter(({ name }) => !isFittedOn(name));
  const chosen = counts.flatMap(({ people, photographs }) => {
    const fitting = held.filter(({ photos }) => photos.length >= photographs).slice(0, people);
    for (const person of fitting) held.splice(held.indexOf(person), 1);
    return fitting.map(({ name, photos }) => ({ name, photos: photos.slice(0, photographs) }));
  });
  const { model, runtime } = await service.whenReady();
  const cache = new EncodingCache(join(packageRoot, '.cache', 'evaluate'), `${model} ${runtime}`);
  const photos = chosen.flatMap((person) => person.photos);
  const { outcomes } = await encodePhotos(photos, service, cache, 2, () => undefined);
  return chosen.map(({ name, photos: own }) => ({
    name,
    encodings: own.flatMap((photo) => {
      const outcome = outcomes.get(photo);
      return outcome && 'encoding' in outcome && !outcome.ambiguous ? [outcome.encoding] : [];
    }),
  }));
}
