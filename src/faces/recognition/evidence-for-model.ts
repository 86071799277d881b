import { resolve } from 'node:path';
import { CalibrationError, loadCalibration } from '../decision/calibration.js';
import { DistanceEvidence } from '../decision/distance-evidence.js';
import type { RecognitionModel } from '../embedding/models/recognition-model.js';
import { withoutSuffix } from '../embedding/protection/template-key.js';

/** By CALIBRATION_FILE or the model's own. @throws CalibrationError without either: no distance means anything then */
export function evidenceFor(model: RecognitionModel, calibrationFile: string | undefined): DistanceEvidence {
  if (calibrationFile !== undefined) {
    return new DistanceEvidence(loadCalibration(resolve(calibrationFile), withoutSuffix(model.version)));
  }
  if (model.calibration) return new DistanceEvidence(model.calibration);
  throw new CalibrationError(
    `of ${model.version}`,
    'none: measure one with "npm run evaluate -- PAIRS.csv --calibration FILE" and set CALIBRATION_FILE',
  );
}

/** For the log, where a calibration says nothing about groups of people: then its limits hold on average only. */
export function averageWarning({ calibration }: DistanceEvidence): string | undefined {
  return calibration.fairness === undefined
    ? `The calibration of ${calibration.model} knows no groups of people: MAX_FMR and MAX_FPIR hold on average, not for each group (docs/models.md)`
    : undefined;
}
