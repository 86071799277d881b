import { COVER_FEATURES } from '../../src/faces/embedding/pipeline/quality/cover-features.js';
import {
  COVER_PARTS,
  type CoverNetwork,
  type StoredCoverNetwork,
} from '../../src/faces/embedding/pipeline/quality/covered.js';
import { type Sample, train } from './train.js';

const TRAINING = { hidden: 32, outputs: COVER_PARTS.length, epochs: 12, seed: 3, decay: 0.02 };
const LARGEST_BYTE = 127;

export function fitNetwork(samples: readonly Sample[]): CoverNetwork {
  return train(samples, TRAINING);
}

/** The first layer in 8 bits. */
export function storedNetwork({ first, firstBias, second, secondBias }: CoverNetwork): StoredCoverNetwork {
  const scales = Array.from(firstBias, (_, unit) => {
    const row = first.subarray(unit * COVER_FEATURES, (unit + 1) * COVER_FEATURES);
    return row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / LARGEST_BYTE;
  });
  const bytes = Int8Array.from(first, (value, i) =>
    Math.round(value / (scales[Math.floor(i / COVER_FEATURES)] ?? NaN)),
  );
  const rounded = (values: Iterable<number>) => Array.from(values, (value) => Number(value.toPrecision(5)));
  return {
    first: Buffer.from(bytes.buffer).toString('base64'),
    scales: rounded(scales),
    firstBias: rounded(firstBias),
    second: rounded(second),
    secondBias: rounded(secondBias),
  };
}

/** The text of `cover-weights.ts`. */
export function weightsModule(stored: StoredCoverNetwork, provenance: string): string {
  const fields = Object.entries(stored).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  return [`/** ${provenance} */`, 'export const COVER_WEIGHTS = {', ...fields, '};', ''].join('\n');
}
