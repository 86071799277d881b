import { xorshift } from '../../src/evaluation/bootstrap.js';
import { type EncodedPerson, isFittedOn } from '../../src/evaluation/calibrate/calibrate.js';
import { direction } from '../../src/faces/decision/template.js';

export interface EnrolledPerson {
  name: string;
  /** Directions: at most as many as a template takes, of the first photographs. */
  template: Float32Array[];
  /** Directions of the following photographs. */
  probes: Float32Array[];
}

/** People of the calibration's other half, enrolled or not, and those whom it was fitted on. */
export interface Trial {
  /** Encodings that a template takes. */
  size: number;
  enrolled: EnrolledPerson[];
  /** A photograph of each who is not enrolled. */
  strangers: { name: string; probe: Float32Array }[];
  /** They only fill a larger gallery. */
  fittedOn: EnrolledPerson[];
}

/** A few people of LFW have a hundred photographs and more: they would be the result. */
const PROBES_MAX = 8;
const SEED = 7;

/**
 * Enrols everybody who has photographs left over for probes, then others in an order that is always the same, up to `count` people.
 * @param size encodings that a template takes; who has fewer photographs is enrolled with those
 * @throws Error when nobody or everybody would be enrolled
 */
export function divide(people: readonly EncodedPerson[], size: number, count: number): Trial {
  const [fittedOn = [], held = []] = [true, false].map((half) =>
    people
      .filter(({ name }) => isFittedOn(name) === half)
      .map(({ name, encodings }) => {
        const directions = encodings.map((encoding) => direction(encoding));
        return {
          name,
          template: directions.slice(0, size),
          probes: directions.slice(size, size + PROBES_MAX),
        };
      }),
  );
  const others = shuffled(held.filter(({ probes }) => probes.length === 0));
  const order = [...held.filter(({ probes }) => probes.length > 0), ...others];
  const strangers = order
    .slice(count)
    .flatMap(({ name, template: [probe] }) => (probe ? [{ name, probe }] : []));
  if (strangers.length === 0 || others.length === order.length) {
    throw new Error(`${held.length} people whom nothing was fitted on are too few to enrol ${count} of them`);
  }
  return { size, enrolled: order.slice(0, count), strangers, fittedOn };
}

function shuffled<T>(items: readonly T[]): T[] {
  const random = xorshift(SEED);
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
