import type { PairTail, Survey } from './survey.js';
import { FMR_TARGETS } from './verification-rates.js';

export interface Interval {
  low: number;
  high: number;
}

/** 95 % confidence intervals. */
export interface ThresholdInterval {
  fmr: number;
  distance: Interval;
  tar: Interval;
}

const CONFIDENCE = 0.95;
const SEED = 20_251_101;

/**
 * How far threshold and true accept rate at each FMR would move with other people. Whole identities are drawn with
 * replacement (subset bootstrap, Bolle et al. 2004): pairs that share a person are not independent, so drawing pairs
 * would make the intervals far too narrow.
 */
export function bootstrapThresholds(survey: Survey, identities: number, rounds: number): ThresholdInterval[] {
  const random = xorshift(SEED);
  const targets = FMR_TARGETS.filter((fmr) => survey.impostor.total * fmr >= 1);
  const drawn = targets.map(() => ({ distances: [] as number[], tars: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    const weights = drawIdentities(identities, random);
    const impostorWeight = weightOfAll(survey, weights);
    targets.forEach((fmr, i) => {
      const distance = weightedQuantile(survey.impostorTail, weights, fmr * impostorWeight);
      const tar = weightedShare(survey.genuinePairs, weights, distance);
      drawn[i]?.distances.push(distance);
      if (tar !== null) drawn[i]?.tars.push(tar);
    });
  }
  return targets.map((fmr, i) => ({
    fmr,
    distance: intervalOf(drawn[i]?.distances ?? []),
    tar: intervalOf(drawn[i]?.tars ?? []),
  }));
}

function drawIdentities(count: number, random: () => number): Float64Array {
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const drawn = Math.floor(random() * count);
    weights[drawn] = (weights[drawn] ?? 0) + 1;
  }
  return weights;
}

/** Weight of all impostor pairs: that of all pairs of photographs minus that of pairs within an identity. */
function weightOfAll({ photosOf }: Survey, weights: Float64Array): number {
  let sum = 0;
  let within = 0;
  photosOf.forEach((photos, identity) => {
    const weight = (weights[identity] ?? 0) * photos;
    sum += weight;
    within += weight * weight;
  });
  return (sum * sum - within) / 2;
}

function weightedQuantile(tail: PairTail, weights: Float64Array, allowed: number): number {
  let weight = 0;
  let distance = 0;
  for (let i = 0; i < tail.distance.length; i++) {
    weight += (weights[tail.identityA[i] ?? -1] ?? 0) * (weights[tail.identityB[i] ?? -1] ?? 0);
    if (weight > allowed) break;
    distance = tail.distance[i] ?? distance;
  }
  return distance;
}

/** Share of the genuine pairs at or below the distance; null when no identity with two photographs was drawn. */
function weightedShare(genuine: PairTail, weights: Float64Array, distance: number): number | null {
  let below = 0;
  let all = 0;
  for (let i = 0; i < genuine.distance.length; i++) {
    const weight = weights[genuine.identityA[i] ?? -1] ?? 0;
    all += weight;
    if ((genuine.distance[i] ?? Infinity) <= distance) below += weight;
  }
  return all === 0 ? null : below / all;
}

function intervalOf(values: number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return { low: at((1 - CONFIDENCE) / 2), high: at((1 + CONFIDENCE) / 2) };
}

/** Marsaglia's xorshift32, 0 ≤ x < 1: the same intervals in every run. */
export function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
