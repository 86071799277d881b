import { readFile } from 'node:fs/promises';
import { decideVerification } from '../../src/faces/decision/decision.js';
import type { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { isOwnPhoto } from '../../src/faces/decision/enrolment-decision.js';
import { agreesWithEach, strangersAmong } from '../../src/faces/decision/several-photos.js';
import { direction, euclideanDistance, meanTemplate } from '../../src/faces/decision/template.js';
import type { FaceEmbeddingService } from '../../src/faces/embedding/face-embedding.service.js';
import type { MatchLimits } from '../../src/faces/recognition/match-limits.js';
import { subjectOf } from '../../src/faces/recognition/subject.js';
import { morphOf } from './morph.js';
import type { Person } from './photographs.js';
import { Rate } from './rates.js';

/**
 * Pairs of people with two photographs each, every person with the one among the others whose face is nearest: an accomplice
 * is chosen. The first photographs are morphed, the second ones try to pass.
 */
export async function measureMorphs(
  people: readonly Person[],
  evidence: DistanceEvidence,
  limits: MatchLimits,
  service: FaceEmbeddingService,
  pairs: number,
): Promise<Record<string, Rate>> {
  const rates = {
    'morph enrolled as the first photograph': new Rate(),
    'both people pass by a morph alone': new Rate(),
    'morph joins after a photograph of one of them': new Rate(),
    'the other person passes by both together': new Rate(),
    'a photograph of one of them joins after a morph': new Rate(),
    'a photograph of each joins after a morph': new Rate(),
    'a morph and a photograph of each are taken together': new Rate(),
    'photographs of both are taken together, without a morph': new Rate(),
  };
  const passes = (probe: Float32Array, template: readonly Float32Array[]) =>
    decideVerification(evidence, {
      distance: euclideanDistance(probe, meanTemplate(template)),
      encodings: template.length,
      threshold: limits.threshold,
      maxFmr: limits.maxFmr,
    }).kind === 'match';
  const joins = (probe: Float32Array, template: readonly Float32Array[]) =>
    agreesWithEach(evidence, probe, template, limits.maxReenrolmentFmr) &&
    isOwnPhoto(evidence, {
      distance: euclideanDistance(probe, meanTemplate(template)),
      encodings: template.length,
      maxFmr: limits.maxReenrolmentFmr,
    });
  for (const [a, b] of accomplices(people).slice(0, pairs)) {
    const [a0, a1, b0, b1] = [...a.photographs.slice(0, 2), ...b.photographs.slice(0, 2)];
    if (a0 === undefined || a1 === undefined || b0 === undefined || b1 === undefined) continue;
    const morph = await encodeMorph(a0.path, b0.path, service);
    rates['morph enrolled as the first photograph'].add(morph !== null);
    if (morph === null) continue;
    rates['both people pass by a morph alone'].add(
      passes(a1.encoding, [morph]) && passes(b1.encoding, [morph]),
    );
    const isTaken = joins(morph, [a0.encoding]);
    rates['morph joins after a photograph of one of them'].add(isTaken);
    const ownTaken = joins(a1.encoding, [morph]);
    rates['a photograph of one of them joins after a morph'].add(ownTaken);
    rates['a photograph of each joins after a morph'].add(
      ownTaken && joins(b1.encoding, [morph, a1.encoding]),
    );
    const together = (...encodings: Float32Array[]) =>
      !strangersAmong(evidence, encodings, limits.maxReenrolmentFmr).includes(true) &&
      encodings.every((each) => agreesWithEach(evidence, each, encodings, limits.maxReenrolmentFmr));
    rates['a morph and a photograph of each are taken together'].add(
      together(morph, a1.encoding, b1.encoding),
    );
    rates['photographs of both are taken together, without a morph'].add(together(a1.encoding, b1.encoding));
    if (!isTaken) continue;
    const template = [a0.encoding, morph];
    rates['the other person passes by both together'].add(passes(b1.encoding, template));
  }
  return rates;
}

/** Null when an enrolment would refuse it: no face, several, poor quality. */
async function encodeMorph(
  a: string,
  b: string,
  service: FaceEmbeddingService,
): Promise<Float32Array | null> {
  const [one, other] = await Promise.all(
    [a, b].map(async (path) => {
      const photo = await readFile(path);
      return { photo, analysis: await service.analyze(photo, 'detect') };
    }),
  );
  const morph = one && other ? await morphOf(one, other) : null;
  if (morph === null) return null;
  const subject = subjectOf(await service.analyze(morph, 'encode'));
  return typeof subject === 'string' || subject.face.findings.length > 0 ? null : direction(subject.encoding);
}

/** Everybody with two photographs, beside the nearest other one of them. */
function accomplices(people: readonly Person[]): [Person, Person][] {
  const several = people.filter(({ photographs }) => photographs.length > 1);
  return several.flatMap((person) => {
    const [own] = person.photographs;
    const others = several.filter((each) => each !== person);
    const [nearest] = others
      .map((other) => {
        const [theirs] = other.photographs;
        return {
          other,
          distance: own && theirs ? euclideanDistance(own.encoding, theirs.encoding) : Infinity,
        };
      })
      .sort((x, y) => x.distance - y.distance);
    return nearest === undefined ? [] : [[person, nearest.other] as [Person, Person]];
  });
}
