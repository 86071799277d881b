import type { Covered } from '../../photo-analysis.js';
import { coverFeatures } from './cover-features.js';
import { COVER_WEIGHTS } from './cover-weights.js';

/** What a face's parts may be: nothing covers them, mouth or nose are covered, an eye is, or a thick frame is around the eyes. */
export const COVER_PARTS = ['nothing', 'lower', 'eyes', 'frames'] as const;

/** A network of one hidden layer (ReLU) and a softmax over COVER_PARTS. */
export interface CoverNetwork {
  /** hidden x COVER_FEATURES, row by row. */
  first: Float32Array;
  /** One number of each hidden unit. */
  firstBias: Float32Array;
  /** COVER_PARTS x hidden. */
  second: Float32Array;
  secondBias: Float32Array;
}

/** Weights as they are stored: those of the first layer in 8 bits, each unit with a scale of its own. */
export interface StoredCoverNetwork {
  /** Base64 of hidden x COVER_FEATURES signed bytes. */
  first: string;
  scales: readonly number[];
  firstBias: readonly number[];
  second: readonly number[];
  secondBias: readonly number[];
}

const SHIPPED = restored(COVER_WEIGHTS);

/** What covers an aligned face. @param chip 150² x 3, 0..255 */
export function coveredOf(chip: Float32Array): Covered {
  return coveredBy(SHIPPED, coverFeatures(chip));
}

export function coveredBy(
  { first, firstBias, second, secondBias }: CoverNetwork,
  features: Float32Array,
): Covered {
  const activations = layer(features, first, firstBias).map((value) => Math.max(value, 0));
  const [nothing = NaN, lower = NaN, eyes = NaN] = softmax(layer(activations, second, secondBias));
  return { hidden: Math.min(lower + eyes, 1), altered: Math.max(1 - nothing, 0) };
}

export function restored({ first, scales, ...rest }: StoredCoverNetwork): CoverNetwork {
  const bytes = Buffer.from(first, 'base64');
  const inputs = bytes.length / scales.length;
  return {
    first: Float32Array.from(
      { length: bytes.length },
      (_, i) => bytes.readInt8(i) * (scales[Math.floor(i / inputs)] ?? NaN),
    ),
    firstBias: Float32Array.from(rest.firstBias),
    second: Float32Array.from(rest.second),
    secondBias: Float32Array.from(rest.secondBias),
  };
}

function layer(inputs: Float32Array, weights: Float32Array, bias: Float32Array): Float32Array {
  return bias.map((start, unit) => {
    let sum = start;
    for (let i = 0, at = unit * inputs.length; i < inputs.length; i++, at++)
      sum += (weights[at] ?? NaN) * (inputs[i] ?? NaN);
    return sum;
  });
}

export function softmax(values: Float32Array): Float32Array {
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}
