import { meanTemplate } from '../../src/faces/decision/template.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { EncodingPopulation, type SyntheticPerson } from '../../test/support/people/encoding-population.js';

export interface Probe {
  encoding: Float32Array;
  /** Whose photograph it is; null for a stranger. */
  userId: string | null;
}

/** What a crowd is made of. */
export interface CrowdShape {
  encodings: number;
  perUser: number;
  /** Numbers of an encoding. */
  dimension: number;
}

/** Users with as many encodings each, drawn in the same order in every run, and their exact matrix as the reference. */
export class Crowd {
  readonly exact: TemplateMatrix;
  private readonly people: SyntheticPerson[] = [];
  private readonly population: EncodingPopulation;

  constructor(
    evidence: DistanceEvidence,
    readonly shape: CrowdShape,
    seed = 1,
  ) {
    this.population = new EncodingPopulation(evidence, shape.dimension, seed);
    this.exact = new TemplateMatrix(shape.dimension);
  }

  /** Draws the people one after the other: a million encodings never are in memory at once. */
  *draw(): Generator<{ userId: string; encodings: Float32Array[] }> {
    const { encodings: count, perUser } = this.shape;
    for (let index = 0; index < count / perUser; index += 1) {
      const person = this.population.person();
      const encodings = Array.from({ length: perUser }, () => person.encoding());
      const userId = `user-${String(index).padStart(7, '0')}`;
      this.people.push(person);
      this.exact.set({ userId, encodings: encodings.length, mean: meanTemplate(encodings), change: 1 });
      yield { userId, encodings };
    }
  }

  /** An encoding of somebody who is not enrolled. */
  stranger(): Float32Array {
    return this.population.person().encoding();
  }

  /** Half of the probes are of enrolled people, half of strangers. */
  probes(count: number): Probe[] {
    return Array.from({ length: count }, (_, index) => {
      if (index % 2 === 1) return { encoding: this.stranger(), userId: null };
      const place = (index * 7919) % this.people.length;
      const person = this.people[place];
      if (!person) throw new RangeError('nobody was drawn');
      return { encoding: person.encoding(), userId: `user-${String(place).padStart(7, '0')}` };
    });
  }
}
