import { resolve } from 'node:path';
import type { EncodedPerson } from '../../evaluation/calibrate/calibrate.js';
import { readExclusions, readPeople } from '../../evaluation/calibrate/photo-folders.js';
import { encodeForMeasurement, type EncodingOptions } from './encode-for-measurement.js';

/** Somebody with the photographs that could be used, in the order of their encodings. */
export interface PhotographedPerson extends EncodedPerson {
  photos: string[];
}

export interface EncodedFolder {
  model: string;
  /** Only people of whom something could be encoded. */
  people: PhotographedPerson[];
  /** Photographs that were tried, and those that a list left out. */
  tried: number;
  excluded: number;
}

/** Encodes a folder with a folder for each person. Photographs with several possible subjects are no encodings. */
export async function encodePeople(
  folder: string,
  options: EncodingOptions & { exclude?: string },
): Promise<EncodedFolder> {
  const excluded = options.exclude === undefined ? new Set<string>() : readExclusions(options.exclude);
  const folders = readPeople(resolve(folder), excluded);
  const photos = folders.flatMap((person) => person.photos);
  const { outcomes, model } = await encodeForMeasurement(photos, options);
  const people = folders.map(({ name, photos: own }) => {
    const found = own.flatMap((photo) => {
      const outcome = outcomes.get(photo);
      return outcome && 'encoding' in outcome && !outcome.ambiguous
        ? [{ photo, encoding: outcome.encoding }]
        : [];
    });
    return {
      name,
      photos: found.map(({ photo }) => photo),
      encodings: found.map(({ encoding }) => encoding),
    };
  });
  return {
    model,
    people: people.filter(({ encodings }) => encodings.length > 0),
    tried: photos.length,
    excluded: excluded.size,
  };
}
