import { euclideanDistance } from '../../faces/decision/template.js';
import type { EncodingFacts } from './inspect-database.js';

export interface DistanceSummary {
  /** Median distance of two encodings of one user; null without such a pair. */
  sameUser: number | null;
  /** Median distance of encodings of two users. */
  otherUser: number | null;
}

/** With 2,500 encodings there are three million pairs of different users: neighbours in the list are enough. */
const NEIGHBOURS = 20;

/**
 * How the stored encodings lie to each other. In face_recognition's space one person's are some 0.4 apart and two
 * people's some 0.8; anything else is another network's, or no encodings at all.
 */
export function encodingDistances(sample: EncodingFacts['sample']): DistanceSummary {
  const same: number[] = [];
  const other: number[] = [];
  const vectors = sample
    .map(({ userId, encoding }) => ({ userId, vector: Float32Array.from(encoding) }))
    .sort((a, b) => (a.userId < b.userId ? -1 : 1));
  for (const [index, one] of vectors.entries()) {
    for (const another of vectors.slice(index + 1, index + 1 + NEIGHBOURS)) {
      const distance = euclideanDistance(one.vector, another.vector);
      (one.userId === another.userId ? same : other).push(distance);
    }
  }
  return { sameUser: median(same), otherUser: median(other) };
}

function median(values: number[]): number | null {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
