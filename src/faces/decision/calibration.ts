import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../config/package-root.js';

const share = z.number().min(0).max(1);

/** One operating point of the rule "same person when the distance is at most `distance`". */
const pointSchema = z.strictObject({
  /** Euclidean distance between a probe's direction and a template: 0..2. */
  distance: z.number().positive(),
  /** False match rate: share of impostor comparisons at or below `distance`. Never 0: no measurement shows that. */
  fmr: share.gt(0),
  /** False non-match rate: share of genuine comparisons above `distance`. */
  fnmr: share,
  /** Whether so many impostors were seen, or `fmr` is the upper end of the interval of a fitted tail. */
  basis: z.enum(['measured', 'extrapolated']).optional(),
  /** What the fitted tail itself says, where it was extrapolated. */
  estimate: share.optional(),
});

const count = z.number().min(0);

/** What groups of people meet at the distance where everybody's FMR is `level`. */
const fairnessSchema = z.strictObject({
  level: share.gt(0),
  /** How many times as often the worst measured group's impostors pass a claim, and its strangers match in a search. */
  claims: z.number().min(1),
  searches: z.number().min(1),
  groups: z.array(
    z.strictObject({
      group: z.string().min(1),
      people: count,
      photographs: count,
      pairs: count,
      fmr: share,
      fmrAgainstAll: share,
      genuine: count,
      fnmr: share,
    }),
  ),
});

const curveSchema = z
  .strictObject({
    /** Encodings averaged in the template that the probe was compared with. */
    encodings: z.number().int().min(1),
    genuinePairs: z.number().int().min(1),
    impostorPairs: z.number().int().min(1),
    points: z.array(pointSchema).min(2),
  })
  .superRefine(({ points }, context) => {
    points.forEach((point, index) => {
      const before = points[index - 1];
      if (!before) return;
      const refuse = (key: keyof typeof point, order: string) =>
        context.addIssue({ code: 'custom', path: ['points', index, key], message: `must be ${order}` });
      if (point.distance <= before.distance) refuse('distance', 'greater than the one before');
      if (point.fmr < before.fmr) refuse('fmr', 'no less than the one before');
      if (point.fnmr > before.fnmr) refuse('fnmr', 'no more than the one before');
    });
    const [first, last] = [points[0], points.at(-1)];
    if (first && last && first.fmr >= last.fmr) {
      context.addIssue({ code: 'custom', path: ['points'], message: 'must cover more than one FMR' });
    }
  });

/**
 * What distances mean for one version of the pipeline, measured on labelled photographs. Part of a model's manifest;
 * `CALIBRATION_FILE` replaces it by one that `npm run evaluate` made of the operator's own people.
 */
const calibrationSchema = z
  .strictObject({
    /** Version of the pipeline that made the encodings, e.g. `face-api/dlib-chip-150/flip`. */
    model: z.string().min(1).max(100),
    /** Which photographs, which tool, when: enough to judge whether it fits one's own people. */
    provenance: z.string().min(1),
    /** By number of encodings in the template, ascending; the first is for a single encoding. */
    curves: z.array(curveSchema).min(1),
    fairness: fairnessSchema.optional(),
  })
  .superRefine(({ curves }, context) => {
    curves.forEach(({ encodings }, index) => {
      const before = curves[index - 1];
      if (before ? encodings > before.encodings : encodings === 1) return;
      const message = before ? 'must be greater than the one before' : 'must be 1 in the first curve';
      context.addIssue({ code: 'custom', path: ['curves', index, 'encodings'], message });
    });
  });

export type Calibration = z.output<typeof calibrationSchema>;
export type CalibrationCurve = Calibration['curves'][number];
export type CalibrationPoint = CalibrationCurve['points'][number];

/** The calibration cannot be used; the message is one line for the operator. */
export class CalibrationError extends Error {
  constructor(source: string, fault: string) {
    super(`Calibration ${source}: ${fault}`);
    this.name = 'CalibrationError';
  }
}

/**
 * @param source where the text comes from, for the error
 * @param model when given, the pipeline version that the calibration must be for
 * @throws CalibrationError naming every fault
 */
export function parseCalibration(text: string, source: string, model?: string): Calibration {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CalibrationError(source, `not JSON: ${String(error)}`);
  }
  const parsed = calibrationSchema.safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);
    throw new CalibrationError(source, faults.join('; '));
  }
  if (model !== undefined && parsed.data.model !== model) {
    throw new CalibrationError(source, `made for ${parsed.data.model}, but the service runs ${model}`);
  }
  return parsed.data;
}

/** @throws CalibrationError when the file is missing, malformed or made for another pipeline version */
export function loadCalibration(path: string, model?: string): Calibration {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new CalibrationError(path, `unreadable: ${String(error)}`);
  }
  return parseCalibration(text, path, model);
}

/** The calibration that comes with face-api's network. */
export function loadFaceApiCalibration(): Calibration {
  return loadCalibration(join(packageRoot, 'models', 'face-api', 'calibration.json'));
}
