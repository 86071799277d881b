import { type EncodedPerson, isFittedOn } from '../../src/evaluation/calibrate/calibrate.js';
import { direction, meanTemplate } from '../../src/faces/decision/template.js';
import type { EnrolledPerson, Trial } from '../identification/cohorts.js';

/** A few people of LFW have a hundred photographs and more: they would be the result. A multiple of every size of a burst. */
const PROBE_PHOTOS_MAX = 15;

/**
 * People of the half that the calibration was not fitted on: the first `size` photographs of each are enrolled, the following ones are
 * taken `burst` at a time, and the mean of each such group is one probe. The same photographs whatever the burst.
 * @param longest the longest burst of the run: nobody takes part who has not the photographs for one
 */
export function burstPeople(
  people: readonly EncodedPerson[],
  size: number,
  burst: number,
  longest: number,
): EnrolledPerson[] {
  return people
    .filter(({ name, encodings }) => !isFittedOn(name) && encodings.length >= size + longest)
    .map(({ name, encodings }) => {
      const directions = encodings.map((encoding) => direction(encoding));
      const probed = directions.slice(size, size + PROBE_PHOTOS_MAX);
      return { name, template: directions.slice(0, size), probes: grouped(probed, burst) };
    });
}

/** Every second person is enrolled, the others are strangers; and the other way round. */
export function bothWays(
  people: readonly EnrolledPerson[],
  size: number,
  fittedOn: EnrolledPerson[],
): Trial[] {
  return [0, 1].map((half) => {
    const [enrolled, others] = [half, 1 - half].map((parity) => people.filter((_, i) => i % 2 === parity));
    const strangers = (others ?? []).flatMap(({ name, probes }) => probes.map((probe) => ({ name, probe })));
    return { size, enrolled: enrolled ?? [], strangers, fittedOn };
  });
}

function grouped(directions: readonly Float32Array[], burst: number): Float32Array[] {
  const count = Math.floor(directions.length / burst);
  return Array.from({ length: count }, (_, i) =>
    direction(meanTemplate(directions.slice(i * burst, (i + 1) * burst))),
  );
}
