import { describe, expect, it } from '@jest/globals';
import { bootstrapThresholds } from './bootstrap.js';
import { buildCalibration } from './build-calibration.js';
import { rowDistance, toMatrix } from './distances.js';
import { groupByIdentity } from './identities.js';
import { surveyAllPairs } from './survey.js';
import { verificationRates } from './verification-rates.js';

/** Park and Miller: the same people in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** People as points in eight dimensions, their photographs scattered around them. */
function people(count: number, photographs: number) {
  const next = random(7);
  const gauss = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const names: string[] = [];
  const encodings: Float32Array[] = [];
  for (let person = 0; person < count; person++) {
    const centre = Array.from({ length: 8 }, gauss);
    for (let photo = 0; photo < photographs; photo++) {
      names.push(`person${person}`);
      encodings.push(Float32Array.from(centre, (value) => value + 0.45 * gauss()));
    }
  }
  return { matrix: toMatrix(encodings), ...groupByIdentity(names) };
}

const { matrix, identityOfRow, rowsOf } = people(80, 4);
const survey = surveyAllPairs(matrix, identityOfRow);

describe('surveyAllPairs', () => {
  it('compares every two photographs once', () => {
    expect(survey.genuine.total).toBe(80 * 6);
    expect(survey.impostor.total).toBe((320 * 319) / 2 - 80 * 6);
  });

  it('keeps the closest impostor pairs for the bootstrap', () => {
    const distances: number[] = [];
    for (let a = 0; a < matrix.rows; a++) {
      for (let b = a + 1; b < matrix.rows; b++) {
        if (identityOfRow[a] !== identityOfRow[b]) distances.push(rowDistance(matrix, a, matrix, b));
      }
    }
    distances.sort((x, y) => x - y);
    expect(survey.impostorTail.distance.length).toBeGreaterThan(0.02 * distances.length);
    expect([...survey.impostorTail.distance.slice(0, 50)]).toEqual([
      ...Float32Array.from(distances.slice(0, 50)),
    ]);
  });
});

describe('bootstrapThresholds', () => {
  it('surrounds the measured threshold, and narrows with more people', () => {
    const [few] = bootstrapThresholds(survey, rowsOf.length, 100);
    const measured = verificationRates(survey).atFmr[0]?.distance ?? NaN;
    expect(few?.distance.low).toBeLessThan(measured);
    expect(few?.distance.high).toBeGreaterThan(measured);

    const more = people(240, 4);
    const [many] = bootstrapThresholds(surveyAllPairs(more.matrix, more.identityOfRow), 240, 100);
    const width = (interval: { low: number; high: number } | undefined) =>
      (interval?.high ?? NaN) - (interval?.low ?? NaN);
    expect(width(many?.distance)).toBeLessThan(width(few?.distance));
  });
});

describe('buildCalibration', () => {
  const calibration = buildCalibration('toy/none', 'synthetic people', survey, matrix, rowsOf);

  it('rises in FMR and falls in FNMR with the distance', () => {
    const points = calibration?.curves[0]?.points ?? [];
    expect(points.length).toBeGreaterThan(4);
    points.slice(1).forEach((point, i) => {
      expect(point.distance).toBeGreaterThan(points[i]?.distance ?? Infinity);
      expect(point.fmr).toBeGreaterThan(points[i]?.fmr ?? Infinity);
      expect(point.fnmr).toBeLessThanOrEqual(points[i]?.fnmr ?? -1);
    });
  });

  it('states no rate that fewer than ten impostor pairs support', () => {
    const [curve] = calibration?.curves ?? [];
    for (const { fmr } of curve?.points ?? []) {
      expect(fmr * (curve?.impostorPairs ?? 0)).toBeGreaterThanOrEqual(9);
    }
  });

  it('measures templates where people have enough photographs', () => {
    expect(calibration?.curves.map(({ encodings }) => encodings)).toEqual([1, 2, 3]);
  });

  it('gives none for too few people', () => {
    const few = people(3, 4);
    const small = surveyAllPairs(few.matrix, few.identityOfRow);
    expect(buildCalibration('toy/none', 'synthetic people', small, few.matrix, few.rowsOf)).toBeNull();
  });
});
