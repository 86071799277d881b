import { direction } from '../../faces/decision/template.js';
import { rowDistance, toMatrix } from '../distances.js';

export interface NearPair {
  distance: number;
  /** Their photographs. */
  a: string;
  b: string;
}

/** The nearest photographs of two people, nearest first: where labels are wrong they are of one. */
export function nearestStrangers(
  people: readonly { photos: readonly string[]; encodings: readonly Float32Array[] }[],
  count: number,
): NearPair[] {
  const rows = people.flatMap(({ photos, encodings }, person) =>
    encodings.map((encoding, i) => ({ person, photo: photos[i] ?? '', encoding: direction(encoding) })),
  );
  const matrix = toMatrix(rows.map(({ encoding }) => encoding));
  const nearest: NearPair[] = [];
  let worst = Infinity;
  rows.forEach((a, row) => {
    for (let other = row + 1; other < rows.length; other++) {
      const b = rows[other];
      if (b === undefined || b.person === a.person) continue;
      const distance = rowDistance(matrix, row, matrix, other);
      if (distance >= worst) continue;
      nearest.push({ distance, a: a.photo, b: b.photo });
      if (nearest.length < 2 * count) continue;
      nearest.sort((one, two) => one.distance - two.distance);
      nearest.length = count;
      worst = nearest.at(-1)?.distance ?? Infinity;
    }
  });
  return nearest.sort((one, two) => one.distance - two.distance).slice(0, count);
}
