import { direction } from '../../src/faces/decision/template.js';
import type { CropScale, SeenFace } from './seen-faces.js';

/** How several photographs of one person become one template, which is not scaled to length 1 (`meanTemplate`). */
export interface CombiningRule {
  name: string;
  combine: (faces: readonly SeenFace[]) => Float32Array;
}

type Weight = (face: SeenFace) => number;

const WEIGHTS: Readonly<Record<string, Weight>> = {
  sharpness: ({ quality }) => quality.sharpness,
  contrast: ({ quality }) => quality.contrast,
  'eyes apart': ({ quality }) => quality.interocularPx,
  'landmarks that agree': ({ landmarkSpread }) => 1 / (1 + landmarkSpread),
  'the detector’s score': ({ score }) => score,
  'the encoding’s length': ({ encodings }) => Math.hypot(...encodings.trained),
};

const weightedMean =
  (scales: readonly CropScale[], weight: Weight = () => 1) =>
  (faces: readonly SeenFace[]): Float32Array => {
    const parts = faces.flatMap((face) =>
      scales.map((scale) => ({ towards: direction(face.encodings[scale]), weight: weight(face) })),
    );
    const total = parts.reduce((sum, part) => sum + part.weight, 0);
    const mean = new Float32Array(parts[0]?.towards.length ?? 0);
    for (const part of parts) {
      part.towards.forEach((value, i) => (mean[i] = (mean[i] ?? 0) + (value * part.weight) / total));
    }
    return mean;
  };

const best =
  (weight: Weight) =>
  (faces: readonly SeenFace[]): Float32Array =>
    weightedMean(['trained'])([...faces].sort((a, b) => weight(b) - weight(a)).slice(0, 1));

/** The first is the service's own. */
export const COMBINING_RULES: readonly CombiningRule[] = [
  { name: 'mean', combine: weightedMean(['trained']) },
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    name: `weighted by ${name}`,
    combine: weightedMean(['trained'], weight),
  })),
  ...Object.entries(WEIGHTS).map(([name, weight]) => ({
    name: `the best by ${name}`,
    combine: best(weight),
  })),
  { name: 'mean, each also 10 % wider', combine: weightedMean(['trained', 'wider']) },
  { name: 'mean, each also 10 % closer', combine: weightedMean(['trained', 'closer']) },
];
