import { CANDIDATES } from '../../src/faces/decision/decision.js';
import { isDuplicate } from '../../src/faces/decision/enrolment-decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import type { Person } from './photographs.js';
import { Rate } from './rates.js';

/** `users` people are enrolled by one photograph each; everybody else is new, and the enrolled come again under another id. */
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
  const [enrolled, others] = [people.slice(0, users), people.slice(users)];
  for (const { name, photographs } of enrolled) {
    const [first] = photographs;
    if (first) gallery.set({ userId: name, encodings: 1, mean: first.encoding, change: 1 });
  }
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
