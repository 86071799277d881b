import { CANDIDATES } from '../../src/faces/decision/decision.js';
import { isDuplicate } from '../../src/faces/decision/enrolment-decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import { syntheticDirections } from '../identification/synthetic-directions.js';
import type { Person } from './photographs.js';
import { Rate } from './rates.js';

/** Of so many people at least one share is left to be new. */
const ENROLLED_SHARE = 0.7;

/**
 * `users` people are enrolled by one photograph each, synthetic ones where there are too few; everybody else is new, and the enrolled
 * come again under another id.
 */
export function measureDuplicates(
  people: readonly Person[],
  evidence: DistanceEvidence,
  users: number,
  maxFpir: number,
): Record<string, Rate> {
  const rates = { 'new people refused': new Rate(), 'enrolled people found under another id': new Rate() };
  const [somebody] = people;
  if (somebody === undefined) return rates;
  const gallery = new TemplateMatrix(somebody.photographs[0]?.encoding.length ?? 0);
  const real = Math.min(users, Math.floor(ENROLLED_SHARE * people.length));
  const [enrolled, others] = [people.slice(0, real), people.slice(real)];
  for (const { name, photographs } of enrolled) {
    const [first] = photographs;
    if (first) gallery.set({ userId: name, encodings: 1, mean: first.encoding, change: 1 });
  }
  const made = syntheticDirections(
    enrolled.flatMap(({ photographs: [first] }) => (first ? [first.encoding] : [])),
  );
  for (let i = real; i < users; i += 1)
    gallery.set({ userId: `synthetic ${i}`, encodings: 1, mean: made(), change: 1 });
  const isTaken = (probe: Float32Array) =>
    isDuplicate(evidence, { candidates: gallery.nearest(probe, CANDIDATES), users: gallery.size, maxFpir });
  for (const { photographs } of others) {
    for (const { encoding } of photographs) rates['new people refused'].add(isTaken(encoding));
  }
  for (const { photographs } of enrolled) {
    for (const { encoding } of photographs.slice(1)) {
      rates['enrolled people found under another id'].add(isTaken(encoding));
    }
  }
  return rates;
}
