/** Encodings of one dimension, row after row. */
export interface EncodingMatrix {
  data: Float32Array;
  rows: number;
  dimension: number;
}

/** @throws Error when the encodings are not all of one length */
export function toMatrix(encodings: readonly Float32Array[]): EncodingMatrix {
  const dimension = encodings[0]?.length ?? 0;
  const data = new Float32Array(encodings.length * dimension);
  encodings.forEach((encoding, row) => {
    if (encoding.length !== dimension) throw new Error('The encodings are not of one dimension');
    data.set(encoding, row * dimension);
  });
  return { data, rows: encodings.length, dimension };
}

/** Euclidean distance between two rows, possibly of two matrices. */
export function rowDistance(a: EncodingMatrix, rowA: number, b: EncodingMatrix, rowB: number): number {
  const { dimension } = a;
  let atA = rowA * dimension;
  let atB = rowB * dimension;
  let sum = 0;
  for (let i = 0; i < dimension; i++, atA++, atB++) {
    const difference = (a.data[atA] ?? 0) - (b.data[atB] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** One encoding of the matrix, sharing its memory. */
export function rowOf({ data, dimension }: EncodingMatrix, row: number): Float32Array {
  return data.subarray(row * dimension, (row + 1) * dimension);
}
