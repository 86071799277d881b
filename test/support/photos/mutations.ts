import { seededRandom } from '../people/synthetic-people.js';

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const at = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);

/** What bit rot, broken proxies and fuzzers do to files. */
const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    const copy = Buffer.from(bytes);
    for (let count = 1 + Math.floor(random() * 20); count > 0; count -= 1) {
      const index = at(copy, random);
      copy[index] = (copy[index] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
    return copy;
  },
  function mangleHeader(bytes, random) {
    const copy = Buffer.from(bytes);
    // Behind the signature, so that it is still taken for an image.
    for (let count = 1 + Math.floor(random() * 6); count > 0; count -= 1) {
      copy[16 + Math.floor(random() * 200)] = Math.floor(random() * 256);
    }
    return copy;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, 20 + at(bytes, random));
  },
  function removeSlice(bytes, random) {
    const start = 12 + at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + Math.floor(random() * 2_000))]);
  },
  function repeatSlice(bytes, random) {
    const start = at(bytes, random);
    const slice = bytes.subarray(start, start + Math.floor(random() * 2_000));
    return Buffer.concat([bytes.subarray(0, start), slice, bytes.subarray(start)]);
  },
  function blankSlice(bytes, random) {
    const copy = Buffer.from(bytes);
    const start = Math.min(12 + at(copy, random), copy.length);
    const value = random() < 0.5 ? 0 : 255;
    return copy.fill(value, start, Math.min(start + Math.floor(random() * 500), copy.length));
  },
];

/** The same mutants for the same seed. */
export function* mutants(bytes: Buffer, count: number, seed: number): Generator<Buffer> {
  const random = seededRandom(seed);
  for (let index = 0; index < count; index += 1) {
    const mutate = MUTATIONS[index % MUTATIONS.length];
    if (mutate !== undefined) yield mutate(bytes, random);
  }
}
