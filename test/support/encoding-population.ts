import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/config/package-root.js';
import { direction } from '../../src/faces/decision/template.js';
import { gaussian, seededRandom } from './synthetic-people.js';

const share = z.number().min(0).max(1);
const base64Floats = z.string().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
});

const schema = z.strictObject({
  model: z.string(),
  dimension: z.number().int().positive(),
  provenance: z.string(),
  mean: base64Floats,
  between: base64Floats,
  within: base64Floats,
  groups: z.number().int().positive(),
  groupShare: share,
  lookAlikes: z.number().int().positive(),
  lookAlikeShare: share,
  spreadVariation: share,
});

/** Somebody whom the network could have seen; each encoding is another photograph, of length 1. */
export interface SyntheticPerson {
  encoding(): Float32Array;
}

/**
 * Draws people and their encodings as the default pipeline would make them (fitted and checked in docs/decision.md).
 * A centre is the sum of what a large group shares, of what a small circle of look-alikes shares, and of the person's
 * own; photographs scatter around it, for some people more than for others.
 */
export class EncodingPopulation {
  readonly model: string;
  readonly dimension: number;
  private readonly description: z.output<typeof schema>;
  private readonly random: () => number;
  private readonly normal: () => number;
  private readonly circles: Float64Array[];

  constructor(seed: number) {
    const file = join(packageRoot, 'test', 'support', 'encoding-population.json');
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    this.description = schema.parse(json);
    this.model = this.description.model;
    this.dimension = this.description.dimension;
    this.random = seededRandom(seed);
    this.normal = gaussian(this.random);
    const { groups, lookAlikes, groupShare, lookAlikeShare } = this.description;
    const groupCentres = Array.from({ length: groups }, () => this.normals());
    this.circles = Array.from({ length: lookAlikes }, () =>
      weightedSum([groupShare, this.oneOf(groupCentres)], [lookAlikeShare, this.normals()]),
    );
  }

  person(): SyntheticPerson {
    const { groupShare, lookAlikeShare, mean, between, within, spreadVariation } = this.description;
    const own = 1 - groupShare - lookAlikeShare;
    const centre = multiply(between, weightedSum([1, this.oneOf(this.circles)], [own, this.normals()]));
    const spread = Math.sqrt(this.gammaOfMeanOne(spreadVariation));
    return {
      encoding: () => {
        const scatter = multiply(within, this.normals());
        return direction(
          mean.map((value, index) => value + (centre[index] ?? 0) + spread * (scatter[index] ?? 0)),
        );
      },
    };
  }

  private normals(): Float64Array {
    return Float64Array.from({ length: this.dimension }, () => this.normal());
  }

  private oneOf<T>(list: readonly T[]): T {
    const chosen = list[Math.floor(this.random() * list.length)];
    if (chosen === undefined) throw new RangeError('nothing to choose from');
    return chosen;
  }

  /** Marsaglia & Tsang, ACM TOMS 2000, for shapes above 1. @param variation standard deviation over mean, below 1 */
  private gammaOfMeanOne(variation: number): number {
    const shape = 1 / variation ** 2;
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return (d * v) / shape;
      }
    }
  }
}

/** Σ √share · vector: the sum of independent vectors has the sum of their shares of the variance. */
function weightedSum(...parts: [share: number, vector: Float64Array][]): Float64Array {
  const sum = new Float64Array(parts[0]?.[1].length ?? 0);
  for (const [part, vector] of parts) {
    const weight = Math.sqrt(part);
    for (let index = 0; index < sum.length; index += 1) {
      sum[index] = (sum[index] ?? 0) + weight * (vector[index] ?? 0);
    }
  }
  return sum;
}

/** @param lower a lower triangular matrix, row by row */
function multiply(lower: Float32Array, vector: Float64Array): Float64Array {
  const product = new Float64Array(vector.length);
  let place = 0;
  for (let row = 0; row < vector.length; row += 1) {
    let sum = 0;
    for (let column = 0; column <= row; column += 1, place += 1) {
      sum += (lower[place] ?? 0) * (vector[column] ?? 0);
    }
    product[row] = sum;
  }
  return product;
}
