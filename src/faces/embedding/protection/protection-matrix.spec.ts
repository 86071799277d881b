import { describe, expect, it } from '@jest/globals';
import { linkability } from '../../../../test/support/people/linkability.js';
import { gaussian, seededRandom } from '../../../../test/support/people/synthetic-people.js';
import { euclideanDistance } from '../../decision/template.js';
import { ProtectionMatrix } from './protection-matrix.js';
import { keySuffix, protectedVersions, suffixOf, withoutSuffix } from './template-key.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const PAIRS = 1_000;
/** The first column of KEY's matrix for 192 numbers: another value would make every stored encoding worthless. */
const GOLDEN = ['0.024830', '-0.067917', '0.002234', '-0.001147'];

/** Directions of photographs of one person or of two, as far apart as those of faces are. */
function pairs(dimension: number, seed: number) {
  const number = gaussian(seededRandom(seed));
  const direction = (values: Float32Array) => {
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const person = () => Float32Array.from({ length: dimension }, number);
  const photo = (centre: Float32Array) => direction(centre.map((value) => value + number() * 0.6));
  return Array.from({ length: PAIRS }, (_, index) => {
    const centre = person();
    const isGenuine = index % 2 === 0;
    return { isGenuine, a: photo(centre), b: photo(isGenuine ? centre : person()) };
  });
}

describe.each([128, 192])('a protected encoding of %i numbers', (dimension) => {
  const matrix = ProtectionMatrix.derive(KEY, dimension);
  const other = ProtectionMatrix.derive(OTHER_KEY, dimension);
  const photos = pairs(dimension, dimension);

  it('is as far from another as the plain ones are', () => {
    for (const { a, b } of photos) {
      const plain = euclideanDistance(a, b);
      const kept = euclideanDistance(matrix.protect(a), matrix.protect(b));
      expect(Math.abs(kept - plain)).toBeLessThan(1e-6);
    }
  });

  it('is itself again with the key, and not without it', () => {
    for (const { a } of photos.slice(0, 20)) {
      const hidden = matrix.protect(a);
      expect(euclideanDistance(Float32Array.from(matrix.reveal(hidden)), a)).toBeLessThan(1e-6);
      expect(euclideanDistance(Float32Array.from(other.reveal(hidden)), a)).toBeGreaterThan(1);
    }
  });

  it('of one person under two keys cannot be told from one of somebody else (ISO/IEC 30136, D_sys)', () => {
    const scores = (genuine: boolean) =>
      photos
        .filter(({ isGenuine }) => isGenuine === genuine)
        .map(({ a, b }) => euclideanDistance(matrix.protect(a), other.protect(b)));
    const underOneKey = (genuine: boolean) =>
      photos.filter(({ isGenuine }) => isGenuine === genuine).map(({ a, b }) => euclideanDistance(a, b));
    expect(linkability(underOneKey(true), underOneKey(false))).toBeGreaterThan(0.95);
    // Two samples of 500 of one distribution already differ by this much in bins.
    expect(linkability(scores(true), scores(false))).toBeLessThan(0.15);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(scores(true)) - mean(scores(false)))).toBeLessThan(0.02);
  });
});

describe('the matrix of a key', () => {
  it('is the same for ever', () => {
    const unit = Float32Array.from({ length: 192 }, (_, index) => (index === 0 ? 1 : 0));
    const first = ProtectionMatrix.derive(KEY, 192).protect(unit);
    expect([...first.slice(0, 4)].map((value) => value.toFixed(6))).toEqual(GOLDEN);
  });

  it('is another one for another dimension and another key', () => {
    const unit = (dimension: number) => Float32Array.from({ length: dimension }, (_, i) => (i === 0 ? 1 : 0));
    const first = (key: Buffer, dimension: number) =>
      ProtectionMatrix.derive(key, dimension).protect(unit(dimension))[0];
    expect(new Set([first(KEY, 128), first(KEY, 192), first(OTHER_KEY, 128)]).size).toBe(3);
  });

  it('is named in the version, which nothing else is compared with', () => {
    const model = { version: 'net/a/l2', compatibleWith: ['face_recognition'] };
    const suffix = keySuffix(KEY);
    expect(suffix).toMatch(/^\/key-[0-9a-f]{8}$/);
    expect(suffix).not.toBe(keySuffix(OTHER_KEY));
    expect(protectedVersions(model, KEY)).toEqual({
      version: `net/a/l2${suffix}`,
      compatibleWith: [`face_recognition${suffix}`],
    });
    expect(protectedVersions(model, undefined)).toBe(model);
    expect([suffixOf(`net/a/l2${suffix}`), suffixOf('net/a/l2'), withoutSuffix(`net${suffix}`)]).toEqual([
      suffix,
      '',
      'net',
    ]);
  });
});
