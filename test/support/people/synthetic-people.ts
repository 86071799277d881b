/**
 * Mulberry32: small, seeded, good enough for test data.
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
 * @returns numbers in [0, 1)
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers by the Box–Muller transform. */
export function gaussian(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Encodings of no particular network: well apart for different people, close together for the same. */
export function syntheticEncodings(seed: number, dimension: number) {
  const number = gaussian(seededRandom(seed));
  const vector = (): Float32Array => Float32Array.from({ length: dimension }, () => number() * 0.3);
  const near = (centre: Float32Array): Float32Array => centre.map((value) => value + number() * 0.05);
  const encodingsOf = (centre: Float32Array, count: number): Float32Array[] =>
    Array.from({ length: count }, () => near(centre));
  return { vector, near, encodingsOf };
}
