import { readFile } from 'node:fs/promises';
import { AppError } from '../common/app-error.js';
import type { FaceEmbeddingService } from '../faces/embedding/face-embedding.service.js';
import type { EncodingCache, PhotoOutcome } from './encoding-cache.js';

export interface EncodingRun {
  outcomes: Map<string, PhotoOutcome>;
  /** Mean time of one photograph in its process; null when all came from the cache. */
  millisecondsPerPhoto: number | null;
}

/** Faults of the service, not of the photograph: an evaluation must not count them as undetected faces. */
const NOT_THE_PHOTO = new Set([
  'OVERLOADED',
  'INFERENCE_TIMEOUT',
  'WORKER_LOST',
  'SHUTTING_DOWN',
  'INTERNAL_ERROR',
]);

/**
 * Encodes each photograph as the service does at verification. Where several faces could be meant the service refuses
 * and the evaluation takes the most prominent one, marked as ambiguous: its photographs are labelled with one person.
 * @param parallel photographs under way at once
 * @throws Error when the service itself fails
 */
export async function encodePhotos(
  photos: readonly string[],
  service: Pick<FaceEmbeddingService, 'analyze'>,
  cache: EncodingCache,
  parallel: number,
  onProgress: () => void,
): Promise<EncodingRun> {
  const outcomes = new Map<string, PhotoOutcome>();
  const times: number[] = [];
  const waiting = [...photos];
  const work = async (): Promise<void> => {
    for (let photo = waiting.shift(); photo !== undefined; photo = waiting.shift()) {
      const bytes = await readFile(photo);
      let outcome = cache.get(bytes);
      if (!outcome) {
        const analysed = await encodeOne(bytes, service);
        outcome = analysed.outcome;
        if (analysed.ms !== null) times.push(analysed.ms);
        cache.set(bytes, outcome);
      }
      outcomes.set(photo, outcome);
      onProgress();
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  const sum = times.reduce((total, ms) => total + ms, 0);
  return { outcomes, millisecondsPerPhoto: times.length === 0 ? null : sum / times.length };
}

async function encodeOne(
  bytes: Uint8Array,
  service: Pick<FaceEmbeddingService, 'analyze'>,
): Promise<{ outcome: PhotoOutcome; ms: number | null }> {
  try {
    const { encoding, subject, times } = await service.analyze(bytes, 'encode-prominent');
    const outcome = encoding ? { encoding, ambiguous: subject === null } : { failure: 'NO_FACE' };
    return { outcome, ms: times.totalMs };
  } catch (error) {
    if (!(error instanceof AppError) || NOT_THE_PHOTO.has(error.code)) throw error;
    return { outcome: { failure: error.code }, ms: null };
  }
}
