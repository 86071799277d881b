import { nameAmong } from '../../src/evaluation/identification.js';
import { loadFaceApiCalibration } from '../../src/faces/decision/calibration.js';
import { CANDIDATES, decideVerification } from '../../src/faces/decision/decision.js';
import { DistanceEvidence } from '../../src/faces/decision/distance-evidence.js';
import { direction, euclideanDistance, meanTemplate } from '../../src/faces/decision/template.js';
import { TemplateMatrix } from '../../src/faces/gallery/template-matrix.js';
import type { TakenOver } from './python-database.js';

/** What a photograph of somebody was answered by the network of the rows alone. */
export interface Answers {
  /** To the claim to be this person: by the Python service, and by this one. */
  python: boolean;
  claimed: boolean;
  /** To the question who it is, by this service; null: nobody. */
  found: string | null;
}

/** face_recognition's customary limit between encodings. */
const PYTHON_DISTANCE = 0.6;
/** The service's defaults. */
const LIMITS = { threshold: 0.6, maxFpir: 0.01, maxFmr: 1e-3 };

export function answersBefore(people: readonly TakenOver[]): Answers[] {
  const evidence = new DistanceEvidence(loadFaceApiCalibration());
  const gallery = new TemplateMatrix(people[0]?.probeEncoding.length ?? 0);
  const templates = people.map(({ name, rows }) => {
    const mean = meanTemplate(rows);
    gallery.set({ userId: name, encodings: rows.length, mean, change: 1 });
    return mean;
  });
  return people.map(({ rows, probeEncoding }, index) => {
    const pointing = direction(probeEncoding);
    const distance = euclideanDistance(pointing, templates[index] ?? pointing);
    const claim = decideVerification(evidence, { ...LIMITS, distance, encodings: rows.length });
    return {
      python: rows.some((row) => euclideanDistance(row, probeEncoding) <= PYTHON_DISTANCE),
      claimed: claim.kind === 'match',
      found: nameAmong(gallery.nearest(pointing, CANDIDATES), gallery.size, { ...LIMITS, evidence }),
    };
  });
}
