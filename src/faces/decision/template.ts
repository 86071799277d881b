/**
 * An encoding's direction: the encoding scaled to length 1. Only directions are compared. The length says how clear the
 * photograph was, not who is on it: leaving it out raises the true match rate at FMR 1e-4 from 80 to 86 % (docs/decision.md).
 * @throws RangeError for zeros, NaN and infinity, which point nowhere
 */
export function direction(encoding: Float32Array): Float32Array {
  let squares = 0;
  for (const value of encoding) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > 0 && length < Infinity)) throw new RangeError('An encoding of this length has no direction');
  return encoding.map((value) => value / length);
}

/**
 * A user's template: the mean of their encodings' directions, not renormalised. The database computes the same mean for
 * searches. Measured against the least distance over the encodings and other rules in docs/decision.md.
 */
export function meanTemplate(encodings: readonly Float32Array[]): Float32Array {
  const [first] = encodings;
  if (!first) throw new RangeError('A template needs at least one encoding');
  const sum = new Float64Array(first.length);
  for (const encoding of encodings) {
    if (encoding.length !== sum.length) throw new RangeError('Encodings of different lengths have no mean');
    direction(encoding).forEach((value, index) => (sum[index] = (sum[index] ?? 0) + value));
  }
  return Float32Array.from(sum, (value) => value / encodings.length);
}

/** Euclidean distance. @throws RangeError when the lengths differ */
export function euclideanDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`Cannot compare ${a.length} with ${b.length} numbers`);
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
