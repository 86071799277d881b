import { isOwnPhoto } from '../../src/faces/decision/enrolment-decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { agreesWithEach } from '../../src/faces/decision/several-photos.js';
import { euclideanDistance, meanTemplate } from '../../src/faces/decision/template.js';
import type { Person } from './photographs.js';
import { Rate } from './rates.js';

/** Everybody enrols their photographs one after the other; after each, the next person's photographs are tried as theirs. */
export function measureReEnrolment(
  people: readonly Person[],
  evidence: DistanceEvidence,
  { maxFmr, maxEncodings }: { maxFmr: number; maxEncodings: number },
): Record<string, Rate> {
  const rates = {
    'honest second photograph refused': new Rate(),
    'honest later photograph refused': new Rate(),
    'another person’s second photograph taken': new Rate(),
    'another person’s later photograph taken': new Rate(),
  };
  const several = people.filter(({ photographs }) => photographs.length > 1);
  several.forEach(({ photographs: [first, ...others] }, index) => {
    if (first === undefined) return;
    const stored = [first.encoding];
    const strangers = several[(index + 1) % several.length]?.photographs ?? [];
    const joins = (probe: Float32Array) =>
      agreesWithEach(evidence, probe, stored, maxFmr) &&
      isOwnPhoto(evidence, {
        distance: euclideanDistance(probe, meanTemplate(stored)),
        encodings: stored.length,
        maxFmr,
      });
    others.slice(0, maxEncodings - 1).forEach(({ encoding }, place) => {
      const isSecond = place === 0;
      for (const stranger of strangers) {
        const taken = isSecond
          ? rates['another person’s second photograph taken']
          : rates['another person’s later photograph taken'];
        taken.add(joins(stranger.encoding));
      }
      const isTaken = joins(encoding);
      const refused = isSecond
        ? rates['honest second photograph refused']
        : rates['honest later photograph refused'];
      refused.add(!isTaken);
      if (isTaken) stored.push(encoding);
    });
  });
  return rates;
}
