import { type EncodingMatrix, rowDistance } from './distances.js';
import { ScoreDistribution } from './score-distribution.js';
import type { Comparisons } from './verification-rates.js';

/** Impostor pairs that the bootstrap looks at: those below the distance of this false match rate. */
const TAIL_FMR = 0.03;
const SAMPLE = 200_000;

/** Pairs of identities with their distance, ascending. */
export interface PairTail {
  distance: Float32Array;
  identityA: Int32Array;
  identityB: Int32Array;
}

/** Every combination of two photographs, compared. */
export interface Survey extends Comparisons {
  /** The closest impostor pairs. */
  impostorTail: PairTail;
  genuinePairs: PairTail;
  /** Photographs of each identity. */
  photosOf: number[];
}

/** @param identityOfRow who each encoding is of */
export function surveyAllPairs(encodings: EncodingMatrix, identityOfRow: Int32Array): Survey {
  const max = 2 * longest(encodings);
  const genuine = new ScoreDistribution(max);
  const impostor = new ScoreDistribution(max);
  const cut = sampledDistanceAt(TAIL_FMR, encodings, identityOfRow, max);
  const tail: Pair[] = [];
  const genuinePairs: Pair[] = [];
  for (let a = 0; a < encodings.rows; a++) {
    const identityA = identityOfRow[a] ?? -1;
    for (let b = a + 1; b < encodings.rows; b++) {
      const distance = rowDistance(encodings, a, encodings, b);
      const identityB = identityOfRow[b] ?? -1;
      if (identityA === identityB) {
        genuine.add(distance);
        genuinePairs.push({ distance, identityA, identityB });
      } else {
        impostor.add(distance);
        if (distance <= cut) tail.push({ distance, identityA, identityB });
      }
    }
  }
  const photosOf: number[] = [];
  for (const identity of identityOfRow) photosOf[identity] = (photosOf[identity] ?? 0) + 1;
  return { genuine, impostor, impostorTail: toTail(tail), genuinePairs: toTail(genuinePairs), photosOf };
}

interface Pair {
  distance: number;
  identityA: number;
  identityB: number;
}

function toTail(pairs: Pair[]): PairTail {
  pairs.sort((a, b) => a.distance - b.distance);
  return {
    distance: Float32Array.from(pairs, ({ distance }) => distance),
    identityA: Int32Array.from(pairs, ({ identityA }) => identityA),
    identityB: Int32Array.from(pairs, ({ identityB }) => identityB),
  };
}

/** Distances are at most twice the longest encoding. */
function longest({ data, rows, dimension }: EncodingMatrix): number {
  let most = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += (data[row * dimension + i] ?? 0) ** 2;
    most = Math.max(most, sum);
  }
  return Math.sqrt(most);
}

/** Roughly the distance of a false match rate, from evenly spread pairs: it only bounds what is kept. */
function sampledDistanceAt(
  fmr: number,
  encodings: EncodingMatrix,
  identityOfRow: Int32Array,
  max: number,
): number {
  const { rows } = encodings;
  const sample = new ScoreDistribution(max);
  const stride = Math.max(1, Math.floor((rows * (rows - 1)) / 2 / SAMPLE));
  for (let pair = 0; pair < rows * rows; pair += stride) {
    const a = Math.floor(pair / rows);
    const b = pair % rows;
    if (a < b && identityOfRow[a] !== identityOfRow[b]) sample.add(rowDistance(encodings, a, encodings, b));
  }
  return sample.total === 0 ? max : sample.distanceAtShare(fmr) + 2 * sample.step;
}
