import { type IdentificationRules, nameAmong } from '../../src/evaluation/identification.js';
import { CANDIDATES } from '../../src/faces/decision/decision.js';
import { meanTemplate } from '../../src/faces/decision/template.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import { Rate } from '../identity/rates.js';
import type { EnrolledPerson, Trial } from './cohorts.js';
import { syntheticDirections } from './synthetic-directions.js';

export interface SearchResult {
  /** Strangers who were named as somebody. */
  fpir: Rate;
  /** Probes of enrolled people that were not named as who they are; `misnamed`: named as somebody else. */
  fnir: Rate;
  misnamed: Rate;
  /** Who was named as whom. */
  confusions: string[];
  /** Users besides the trial's own people. */
  filled: { fitted: number; synthetic: number };
}

/** Searches for every probe and every stranger, among the enrolled people and as many others as make `users`. */
export function searchGallery(trial: Trial, users: number, rules: IdentificationRules): SearchResult {
  const { gallery, filled } = makeGallery(trial, users);
  const nameOf = (probe: Float32Array) => nameAmong(gallery.nearest(probe, CANDIDATES), users, rules);
  const result = {
    fpir: new Rate(),
    fnir: new Rate(),
    misnamed: new Rate(),
    confusions: [] as string[],
    filled,
  };
  for (const { name, probes } of trial.enrolled) {
    for (const probe of probes) {
      const named = nameOf(probe);
      const isWrong = named !== null && named !== name;
      result.fnir.add(named !== name);
      result.misnamed.add(isWrong);
      if (isWrong) result.confusions.push(`${name} is named as ${named}`);
    }
  }
  for (const { name, probe } of trial.strangers) {
    const named = nameOf(probe);
    result.fpir.add(named !== null);
    if (named !== null) result.confusions.push(`${name}, a stranger, is named as ${named}`);
  }
  return result;
}

/** The enrolled, then people whom the calibration was fitted on, then synthetic ones of a single encoding. */
function makeGallery({ enrolled, fittedOn }: Trial, users: number) {
  const fitted = fittedOn.slice(0, Math.max(0, users - enrolled.length));
  const real = [...enrolled, ...fitted];
  const [first] = real[0]?.template ?? [];
  if (!first) throw new Error('Nobody is enrolled');
  const gallery = new TemplateMatrix(first.length);
  const enrol = ({ name, template }: Pick<EnrolledPerson, 'name' | 'template'>) =>
    gallery.set({ userId: name, encodings: template.length, mean: meanTemplate(template), change: 1 });
  real.forEach(enrol);
  const synthetic = users - real.length;
  const made = syntheticDirections(fittedOn.flatMap(({ template }) => template.slice(0, 1)));
  for (let i = 0; i < synthetic; i++) enrol({ name: `synthetic-${i}`, template: [made()] });
  return { gallery, filled: { fitted: fitted.length, synthetic: Math.max(0, synthetic) } };
}
