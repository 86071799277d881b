import type { Calibration, CalibrationCurve, CalibrationPoint } from '../faces/decision/calibration.js';
import { meanTemplate } from '../faces/decision/template.js';
import { type EncodingMatrix, rowDistance, rowOf, toMatrix } from './distances.js';
import { ScoreDistribution } from './score-distribution.js';
import { type Comparisons, operatingPoint } from './verification-rates.js';

/** Templates of these many encodings are measured where enough people have one photograph more. */
const TEMPLATE_SIZES = [2, 3, 5];
/** Fewer genuine comparisons say too little about FNMR. */
const MIN_GENUINE = 100;
/** A rate is stated from this many matching impostors on: its standard error is then below a third. */
const MIN_EVENTS = 10;
/** False match rates of the points, in steps of 1, 2, 5 per decade. */
const FMR_STEPS = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1].flatMap((decade) => [decade, 2 * decade, 5 * decade]);

/** Null when the comparisons are too few to state at least two operating points. */
function calibrationCurve(comparisons: Comparisons, encodings: number): CalibrationCurve | null {
  const { genuine, impostor } = comparisons;
  const points: CalibrationPoint[] = [];
  for (const target of FMR_STEPS) {
    if (target * impostor.total < MIN_EVENTS) continue;
    const { distance, fmr, fnmr } = operatingPoint(comparisons, impostor.distanceAtShare(target));
    const before = points.at(-1);
    if (fmr > 0 && distance > (before?.distance ?? 0) && fmr > (before?.fmr ?? 0)) {
      points.push({ distance, fmr, fnmr: Math.max(fnmr, 0) });
    }
  }
  if (genuine.total < MIN_GENUINE || points.length < 2) return null;
  return { encodings, genuinePairs: genuine.total, impostorPairs: impostor.total, points };
}

/**
 * @param single the comparisons of single encodings
 * @returns null when there are too few of them
 */
export function buildCalibration(
  model: string,
  provenance: string,
  single: Comparisons,
  encodings: EncodingMatrix,
  rowsOf: readonly number[][],
): Calibration | null {
  const first = calibrationCurve(single, 1);
  if (!first) return null;
  const templates = TEMPLATE_SIZES.map((size) =>
    calibrationCurve(compareTemplates(encodings, rowsOf, size, single.impostor.max), size),
  );
  return { model, provenance, curves: [first, ...templates.filter((curve) => curve !== null)] };
}

/**
 * Each photograph of a person against the mean of `size` others of that person, and against one such mean of everybody
 * else who has enough photographs.
 */
function compareTemplates(
  encodings: EncodingMatrix,
  rowsOf: readonly number[][],
  size: number,
  max: number,
): Comparisons {
  const genuine = new ScoreDistribution(max);
  const impostor = new ScoreDistribution(max);
  const templateOf = (rows: readonly number[]) =>
    toMatrix([meanTemplate(rows.map((row) => rowOf(encodings, row)))]);
  rowsOf.forEach((rows, identity) => {
    if (rows.length > size) {
      rows.forEach((probe, i) => {
        const others = Array.from({ length: size }, (_, step) => rows[(i + 1 + step) % rows.length] ?? probe);
        const template = templateOf(others);
        genuine.add(rowDistance(template, 0, encodings, probe));
      });
    }
    if (rows.length >= size) {
      const template = templateOf(rows.slice(0, size));
      rowsOf.forEach((probes, other) => {
        if (other === identity) return;
        for (const probe of probes) impostor.add(rowDistance(template, 0, encodings, probe));
      });
    }
  });
  return { genuine, impostor };
}
