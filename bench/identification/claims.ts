import type { IdentificationRules } from '../../src/evaluation/identification.js';
import { decideVerification } from '../../src/faces/decision/decision.js';
import { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { euclideanDistance, meanTemplate } from '../../src/faces/decision/template.js';
import { Rate } from '../identity/rates.js';
import type { Trial } from './cohorts.js';

/**
 * Claims (1:1): every probe as who it is; and everybody else’s photographs against each full template, as impostors.
 * @param groupOf group by name; of impostors of the template owner's own group, the rate is told for each group
 */
export function makeClaims(
  { enrolled, strangers, size }: Trial,
  rules: IdentificationRules,
  groupOf: ReadonlyMap<string, string>,
): [string, Rate][] {
  const [own, ownOfAll, others] = [new Rate(), new Rate(), new Rate()];
  const groupless = new DistanceEvidence({ ...rules.evidence.calibration, fairness: undefined });
  const within = new Map<string, Rate>();
  const impostors = [
    ...enrolled.flatMap(({ name, template }) => template.map((probe) => ({ name, probe }))),
    ...enrolled.flatMap(({ name, probes }) => probes.map((probe) => ({ name, probe }))),
    ...strangers,
  ];
  for (const { name, template, probes } of enrolled) {
    if (template.length < size) continue;
    const mean = meanTemplate(template);
    const passes = (probe: Float32Array, evidence = rules.evidence) =>
      decideVerification(evidence, {
        ...rules,
        distance: euclideanDistance(probe, mean),
        encodings: size,
      }).kind === 'match';
    for (const probe of probes) {
      own.add(!passes(probe));
      ownOfAll.add(!passes(probe, groupless));
    }
    const group = groupOf.get(name);
    for (const impostor of impostors) {
      if (impostor.name === name) continue;
      const hasPassed = passes(impostor.probe);
      others.add(hasPassed);
      if (group === undefined || groupOf.get(impostor.name) !== group) continue;
      const rate = within.get(group) ?? new Rate();
      within.set(group, rate);
      rate.add(hasPassed);
    }
  }
  const groups = [...within].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ['by the person, refused', own],
    ['by the person, refused if the limit held on average only, not for the worst group', ownOfAll],
    ['by anybody else, passed', others],
    ...groups.map(([group, rate]): [string, Rate] => [`by others of the group ${group}, passed`, rate]),
  ];
}
