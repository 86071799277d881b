import { meanTemplate } from '../../src/faces/decision/template.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import { EncodingPopulation, type SyntheticPerson } from '../../test/support/encoding-population.js';

const ENCODINGS_PER_USER = 5;

export interface Probe {
  encoding: Float32Array;
  /** Whose photograph it is; null for a stranger. */
  userId: string | null;
}

/** Users with five encodings each, drawn in the same order in every run, and their exact matrix as the reference. */
export class Crowd {
  readonly exact: TemplateMatrix;
  private readonly people: SyntheticPerson[] = [];
  private readonly population: EncodingPopulation;

  constructor(
    readonly encodings: number,
    seed = 1,
  ) {
    this.population = new EncodingPopulation(seed);
    this.exact = new TemplateMatrix(this.population.dimension);
  }

  get model(): string {
    return this.population.model;
  }

  get dimension(): number {
    return this.population.dimension;
  }

  /** Draws the people one after the other: a million encodings never are in memory at once. */
  *draw(): Generator<{ userId: string; encodings: Float32Array[] }> {
    for (let index = 0; index < this.encodings / ENCODINGS_PER_USER; index += 1) {
      const person = this.population.person();
      const encodings = Array.from({ length: ENCODINGS_PER_USER }, () => person.encoding());
      const userId = `user-${String(index).padStart(7, '0')}`;
      this.people.push(person);
      this.exact.set({ userId, encodings: encodings.length, mean: meanTemplate(encodings), change: 1 });
      yield { userId, encodings };
    }
  }

  /** Half of the probes are of enrolled people, half of strangers. */
  probes(count: number): Probe[] {
    return Array.from({ length: count }, (_, index) => {
      if (index % 2 === 1) return { encoding: this.population.person().encoding(), userId: null };
      const place = (index * 7919) % this.people.length;
      const person = this.people[place];
      if (!person) throw new RangeError('nobody was drawn');
      return { encoding: person.encoding(), userId: `user-${String(place).padStart(7, '0')}` };
    });
  }
}
