import { describe, expect, it } from '@jest/globals';
import { xorshift } from '../bootstrap.js';
import { fitParetoTail, tailRate } from './pareto-tail.js';

/** Distances below 0.8 whose exceedances follow a generalised Pareto distribution, by inversion. */
function drawn(count: number, scale: number, shape: number): Float32Array {
  const random = xorshift(7);
  return Float32Array.from({ length: count }, () => {
    const survival = 1 - random();
    const y = shape === 0 ? -scale * Math.log(survival) : (scale * (survival ** -shape - 1)) / shape;
    return 0.8 - y;
  }).sort();
}

describe('the tail of impostor distances', () => {
  it.each([
    ['exponential', 0.05, 0],
    ['bounded', 0.08, -0.2],
    ['heavy', 0.03, 0.2],
  ])('is found again: %s', (_name, scale, shape) => {
    const tail = fitParetoTail(drawn(20_000, scale, shape), 0.8, 2e7);
    expect(tail?.share).toBeCloseTo(1e-3, 10);
    expect(tail?.shape).toBeCloseTo(shape, 1);
    expect((tail?.scale ?? NaN) / scale).toBeCloseTo(1, 1);
  });

  it('gives the share of the threshold at the threshold, and falls below it', () => {
    const tail = fitParetoTail(drawn(5_000, 0.05, -0.1), 0.8, 5e6);
    if (!tail) throw new Error('no tail');
    expect(tailRate(tail, 0.8)).toBeCloseTo(1e-3, 12);
    const rates = [0.79, 0.7, 0.6, 0.5].map((distance) => tailRate(tail, distance));
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    // Median of an exponential-like tail: half of the exceedances lie beyond it.
    const distances = drawn(5_000, 0.05, -0.1);
    expect(tailRate(tail, distances[2_500] ?? NaN)).toBeCloseTo(5e-4, 4);
  });

  it('ends where a bounded tail ends', () => {
    expect(tailRate({ threshold: 0.8, share: 1e-3, scale: 0.05, shape: -0.5 }, 0.69)).toBe(0);
  });

  it('counts weights as repetitions', () => {
    const distances = drawn(400, 0.05, 0);
    const twice = Float32Array.from([...distances, ...distances]).sort();
    const weighted = fitParetoTail(distances, 0.8, 4e5, new Float64Array(400).fill(2));
    const repeated = fitParetoTail(twice, 0.8, 4e5);
    expect(weighted?.shape).toBeCloseTo(repeated?.shape ?? NaN, 2);
    expect(weighted?.share).toBe(repeated?.share);
  });

  it('is not fitted to a handful', () => {
    expect(fitParetoTail(drawn(49, 0.05, 0), 0.8, 1e5)).toBeNull();
  });
});
