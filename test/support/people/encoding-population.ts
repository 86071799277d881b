import type { DistanceEvidence } from '../../../src/faces/decision/distance-evidence.js';
import { direction } from '../../../src/faces/decision/template.js';
import { gaussian, seededRandom } from './synthetic-people.js';

/** Somebody whom the network could have seen; each encoding is another photograph, of length 1. */
export interface SyntheticPerson {
  encoding(): Float32Array;
}

/** The false match rate at which impostors are as far apart as the calibration says. */
const MATCHED_FMR = 1e-3;
const DIMENSIONS_MAX = 1_000;

/**
 * People and encodings as far apart as a calibration says of real ones: evenly distributed directions of so few dimensions that as
 * many impostors are near each other, within the many that the network gives. For measuring how fast and how completely they are
 * searched; who is recognised and who is not is measured with real people (`npm run bench:identification`).
 */
export class EncodingPopulation {
  /** In which faces differ; fewer than an encoding has numbers. */
  readonly innerDimensions: number;
  private readonly normal: () => number;
  /**
   * For each number of an encoding its share in each of the directions in which faces differ. These have length 1 and are at right
   * angles to each other: distances within them stay what they are.
   */
  private readonly shares: readonly Float64Array[];
  /** Length of what tells a person's photographs apart, of what they share being 1. */
  private readonly scatter: number;

  /** @param dimension numbers of an encoding */
  constructor(
    evidence: DistanceEvidence,
    readonly dimension: number,
    seed: number,
  ) {
    this.normal = gaussian(seededRandom(seed));
    this.innerDimensions = Math.min(dimension, dimensionsOf(evidence));
    const frame = orthonormal(
      Array.from({ length: this.innerDimensions }, () =>
        Float64Array.from({ length: dimension }, () => this.normal()),
      ),
    );
    this.shares = Array.from({ length: dimension }, (_, index) =>
      Float64Array.from(frame, (each) => each[index] ?? 0),
    );
    // Two photographs of a person have the cosine 1 / (1 + scatter²).
    this.scatter = Math.sqrt(1 / cosineOf(medianGenuine(evidence)) - 1);
  }

  person(): SyntheticPerson {
    const scale = 1 / Math.sqrt(this.innerDimensions);
    const centre = this.normals();
    return {
      encoding: () => {
        const inner = centre.map((value) => scale * (value + this.scatter * this.normal()));
        return direction(Float32Array.from(this.shares, (each) => dot(each, inner)));
      },
    };
  }

  private normals(): Float64Array {
    return Float64Array.from({ length: this.innerDimensions }, () => this.normal());
  }
}

const cosineOf = (distance: number) => 1 - distance ** 2 / 2;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function add(sum: Float64Array, vector: Float64Array, factor: number): void {
  for (let index = 0; index < sum.length; index += 1) {
    sum[index] = (sum[index] ?? 0) + factor * (vector[index] ?? 0);
  }
}

/** Gram and Schmidt's way. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    for (const other of done) add(vector, other, -dot(vector, other));
    const length = Math.sqrt(dot(vector, vector));
    done.push(vector.map((value) => value / length));
  }
  return done;
}

/** The number of dimensions in which evenly distributed directions are as near to each other as impostors are. */
function dimensionsOf(evidence: DistanceEvidence): number {
  const cosine = cosineOf(evidence.distanceAtFmr(MATCHED_FMR, 1) ?? 0);
  for (let dimensions = 3; dimensions < DIMENSIONS_MAX; dimensions += 1) {
    if (shareAbove(cosine, dimensions) <= MATCHED_FMR) return dimensions;
  }
  return DIMENSIONS_MAX;
}

/** Share of evenly distributed pairs of directions whose cosine is greater: its density is (1 − c²)^((d − 3) / 2). */
function shareAbove(cosine: number, dimensions: number): number {
  const steps = 2_000;
  let [above, all] = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    const each = -1 + (2 * (step + 0.5)) / steps;
    const density = (1 - each ** 2) ** ((dimensions - 3) / 2);
    all += density;
    if (each > cosine) above += density;
  }
  return above / all;
}

/** The distance that half of the genuine comparisons exceed. */
function medianGenuine(evidence: DistanceEvidence): number {
  let [near, far] = [0, 2];
  for (let round = 0; round < 30; round += 1) {
    const middle = (near + far) / 2;
    if (evidence.fnmr(middle, 1) > 0.5) near = middle;
    else far = middle;
  }
  return near;
}
