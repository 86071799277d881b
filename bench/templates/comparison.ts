import { direction, euclideanDistance } from '../../src/faces/decision/template.js';
import { seededRandom } from '../../test/support/people/synthetic-people.js';
import { quantile } from '../quality/quantiles.js';
import type { CombiningRule } from './combining-rules.js';
import type { SeenFace } from './seen-faces.js';

/** A person's photographs: those of the template, and groups of photographs that are one probe each. */
export interface TriedPerson {
  template: readonly SeenFace[];
  probes: readonly (readonly SeenFace[])[];
}

/** What a rule misses, person by person, so that two rules can be compared with the same people. */
export interface Misses {
  /** Missed and tried probes of each person. */
  people: { missed: number; tried: number }[];
}

const BOOTSTRAP_ROUNDS = 1_000;
const INTERVAL = [0.025, 0.975] as const;

/** Genuine probes that are missed at the distance where `fmr` of the impostors among the same people pass. */
export function missesOf(rule: CombiningRule, people: readonly TriedPerson[], fmr: number): Misses {
  const templates = people.map(({ template }) => rule.combine(template));
  const probes = people.map((person) => person.probes.map((faces) => direction(rule.combine(faces))));
  const impostors: number[] = [];
  templates.forEach((template, i) => {
    probes.forEach((others, j) => {
      if (i !== j) impostors.push(...others.map((probe) => euclideanDistance(probe, template)));
    });
  });
  const limit = quantile(impostors, fmr);
  return {
    people: probes.map((own, i) => ({
      missed: own.filter((probe) => euclideanDistance(probe, templates[i] ?? probe) > limit).length,
      tried: own.length,
    })),
  };
}

/** FNMR, 0..1. */
export function fnmrOf({ people }: Misses): number {
  return total(people.map(({ missed }) => missed)) / total(people.map(({ tried }) => tried));
}

/** The interval of 95 % of the difference of two rules' FNMR, people drawn again and again. */
export function differenceOf(rule: Misses, baseline: Misses): [number, number] {
  const random = seededRandom(1);
  const count = rule.people.length;
  const differences = Array.from({ length: BOOTSTRAP_ROUNDS }, () => {
    const drawn = Array.from({ length: count }, () => Math.floor(random() * count));
    const of = ({ people }: Misses) => fnmrOf({ people: drawn.flatMap((index) => people[index] ?? []) });
    return of(rule) - of(baseline);
  });
  return [quantile(differences, INTERVAL[0]), quantile(differences, INTERVAL[1])];
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}
