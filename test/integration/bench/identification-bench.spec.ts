import { describe, expect, it } from '@jest/globals';
import { makeClaims } from '../../../bench/identification/claims.js';
import { divide } from '../../../bench/identification/cohorts.js';
import { tryMargins } from '../../../bench/identification/margins.js';
import { searchGallery } from '../../../bench/identification/searches.js';
import { isFittedOn } from '../../../src/evaluation/calibrate/calibrate.js';
import { defaultEvidence } from '../../support/people/default-evidence.js';
import { EncodingPopulation } from '../../support/people/encoding-population.js';

const evidence = defaultEvidence();
const population = new EncodingPopulation(evidence, 192, 5);
const people = Array.from({ length: 400 }, (_, index) => {
  const person = population.person();
  const encodings = Array.from({ length: index % 4 === 0 ? 14 : 1 + (index % 3) }, () => person.encoding());
  return { name: `person-${index}`, encodings };
});
const rules = {
  evidence,
  threshold: 0.6,
  maxFpir: 0.01,
  maxFmr: 1e-3,
  maxEncodings: 5,
};
const held = people.filter(({ name }) => !isFittedOn(name));

describe.each([1, 3])('people divided for templates of %i', (size) => {
  const trial = divide(people, size, 120);

  it('are enrolled or strangers, never both, and nothing was fitted on either', () => {
    const names = [...trial.enrolled, ...trial.strangers].map(({ name }) => name);
    expect(names.sort()).toEqual(held.map(({ name }) => name).sort());
    expect(trial.enrolled).toHaveLength(120);
    expect(trial.fittedOn).toHaveLength(people.length - held.length);
  });

  it('are probed with photographs that are in no template, eight at most', () => {
    for (const { template, probes } of trial.enrolled) {
      expect(template.length).toBeLessThanOrEqual(size);
      expect(probes.length).toBeLessThanOrEqual(8);
      expect(probes.filter((probe) => template.includes(probe))).toEqual([]);
      if (probes.length > 0) expect(template).toHaveLength(size);
    }
  });

  it('are searched among exactly as many users as asked for, the missing ones synthetic', () => {
    expect(searchGallery(trial, 120, rules).filled).toEqual({ fitted: 0, synthetic: 0 });
    const { filled } = searchGallery(trial, 500, rules);
    expect(filled).toEqual({ fitted: trial.fittedOn.length, synthetic: 380 - trial.fittedOn.length });
  });
});

it('names by the limit: a laxer one misses fewer people and names more strangers', () => {
  const trial = divide(people, 1, 120);
  const strict = searchGallery(trial, 120, rules);
  const lax = searchGallery(trial, 120, { ...rules, threshold: 0.01, maxFpir: 0.9, maxFmr: 0.5 });
  expect(lax.fnir.share).toBeLessThan(strict.fnir.share);
  expect(lax.fpir.share).toBeGreaterThan(strict.fpir.share);
  expect(strict.fpir.share).toBeLessThanOrEqual(0.03);
});

it('tells the claims of others of each group apart', () => {
  const groups = new Map(people.map(({ name }, index) => [name, index % 2 === 0 ? 'even' : 'odd']));
  const claims = makeClaims(divide(people, 1, 120), rules, groups);
  expect(claims.map(([what]) => what).filter((what) => what.includes('group '))).toEqual([
    'by others of the group even, passed',
    'by others of the group odd, passed',
  ]);
});

it('says what each margin is worth: a wider one names fewer strangers and misses more people', () => {
  const [none, , wide] = tryMargins(people, 120, 20, { ...rules, maxFpir: 0.05, maxFmr: 1, threshold: 0.01 });
  expect(none?.margins).toMatchObject({ gallery: 1 });
  expect(wide?.margins).toMatchObject({ gallery: 2 });
  expect(wide?.fpir.mean).toBeLessThan(none?.fpir.mean ?? NaN);
  expect(wide?.fnir.share).toBeGreaterThanOrEqual(none?.fnir.share ?? NaN);
  expect(() => tryMargins(people, held.length, 5, rules)).toThrow('too few');
});

it('is not made of too few people', () => {
  expect(() => divide(people, 1, held.length)).toThrow('too few');
});
