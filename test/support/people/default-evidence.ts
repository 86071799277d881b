import { join } from 'node:path';
import { packageRoot } from '../../../src/config/package-root.js';
import { loadCalibration } from '../../../src/faces/decision/calibration.js';
import { DistanceEvidence } from '../../../src/faces/decision/distance-evidence.js';

/** What distances mean between encodings of the default network. */
export function defaultEvidence(): DistanceEvidence {
  return new DistanceEvidence(
    loadCalibration(join(packageRoot, 'models', 'mobilefacenet', 'calibration.json')),
  );
}
