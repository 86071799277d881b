import { jest } from '@jest/globals';
import { AppError } from '../../../src/common/app-error.js';
import type { FaceEmbeddingService } from '../../../src/faces/embedding/face-embedding.service.js';
import type { Reservation } from '../../../src/faces/embedding/inference/admission.js';

/** Takes every place of the line, as that many uploads on their way would. They lapse by themselves after half a second. */
export function fillLine(embedding: FaceEmbeddingService): Reservation[] {
  const places: Reservation[] = [];
  try {
    // Each for somebody else: from one party that has them all, a newcomer would take one.
    for (let n = 0; ; n += 1) places.push(embedding.reserve({ key: `user ${n}`, known: true }));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'OVERLOADED')) throw error;
  }
  return places;
}

/** Does the work while every place is taken. Meanwhile the clock stands still, or the places would lapse on a busy machine. */
export async function beforeFullLine<T>(
  embedding: FaceEmbeddingService,
  work: (places: Reservation[]) => Promise<T>,
): Promise<T> {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
  const places = fillLine(embedding);
  try {
    return await work(places);
  } finally {
    for (const place of places) place.release();
    clock.mockRestore();
  }
}
