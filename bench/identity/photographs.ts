import { join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { packageRoot } from '../../src/config/package-root.js';
import { readExclusions, readPeople } from '../../src/evaluation/calibrate/photo-folders.js';
import { encodePhotos } from '../../src/evaluation/encode-photos.js';
import { EncodingCache } from '../../src/evaluation/encoding-cache.js';
import { direction } from '../../src/faces/decision/template.js';
import type { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';

export interface Photograph {
  path: string;
  /** Of length 1. */
  encoding: Float32Array;
}

/** Photographs of one person that the service would take for an enrolment. */
export interface Person {
  name: string;
  photographs: Photograph[];
}

/**
 * Encodes a folder with a folder for each person. What was encoded before by the same code is not encoded again.
 * @param limits people and photographs of each at most, in the order of their names; `exclude`: a list of those that are labelled wrongly
 */
export async function encodePeople(
  folder: string,
  service: FaceEmbeddingService,
  limits: { people: number; photographs: number; exclude?: string },
): Promise<Person[]> {
  const excluded = limits.exclude === undefined ? new Set<string>() : readExclusions(limits.exclude);
  const folders = readPeople(resolve(folder), excluded).slice(0, limits.people);
  const paths = folders.map(({ photos }) => photos.slice(0, limits.photographs));
  const { model, runtime } = await service.whenReady();
  const cache = new EncodingCache(join(packageRoot, '.cache', 'evaluate'), [model, runtime, 'ssd'].join(' '));
  const bar = new SingleBar({
    format: `${model} {bar} {value}/{total} photographs | {eta_formatted}`,
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  bar.start(paths.flat().length, 0);
  const { outcomes } = await encodePhotos(paths.flat(), service, cache, service.status.workers.wanted, () =>
    bar.increment(),
  );
  bar.stop();
  return folders.map(({ name }, index) => ({
    name,
    photographs: (paths[index] ?? []).flatMap((path) => {
      const outcome = outcomes.get(path);
      if (outcome === undefined || 'failure' in outcome || outcome.ambiguous) return [];
      return [{ path, encoding: direction(outcome.encoding) }];
    }),
  }));
}
