import Table from 'cli-table3';
import type { AnalyzedFace } from '../../src/faces/embedding/photo-analysis.js';
import { quantile } from './quantiles.js';

type Measure = (face: AnalyzedFace) => number;

const QUANTILES = [0, 0.002, 0.01, 0.05, 0.5, 0.95, 0.99, 0.998, 1];

/** The measure and the digits behind its point. */
const MEASURES: Readonly<Record<string, readonly [Measure, number]>> = {
  'eyes apart, px': [({ quality }) => quality.interocularPx, 0],
  sharpness: [({ quality }) => quality.sharpness, 3],
  brightness: [({ quality }) => quality.brightness, 0],
  contrast: [({ quality }) => quality.contrast, 0],
  'visible share': [({ quality }) => quality.visibleShare, 2],
  'yaw, ° (absolute)': [({ pose }) => Math.abs(pose.yaw), 1],
  'pitch, °': [({ pose }) => pose.pitch, 1],
  'roll, ° (absolute)': [({ pose }) => Math.abs(pose.roll), 1],
  'landmark spread, px': [({ landmarkSpread }) => landmarkSpread ?? NaN, 1],
};

/** What photographs are made worse in. */
const WORSENED = Object.entries(MEASURES).slice(0, 5);

export const WORSENED_NAMES = WORSENED.map(([name]) => name);

/** Medians of the measures of WORSENED_NAMES. */
export function mediansOf(faces: readonly AnalyzedFace[]): string[] {
  return WORSENED.map(([, [measure, digits]]) =>
    faces.length === 0 ? '–' : quantile(faces.map(measure), 0.5).toFixed(digits),
  );
}

export function quantilesOf(faces: readonly AnalyzedFace[]): string {
  const table = new Table({
    style: { head: [], border: [], compact: true },
    head: ['quantile', ...QUANTILES.map((share) => `${+(100 * share).toFixed(1)} %`)],
  });
  for (const [name, [measure, digits]] of Object.entries(MEASURES)) {
    const values = faces.map(measure);
    table.push([name, ...QUANTILES.map((share) => quantile(values, share).toFixed(digits))]);
  }
  return table.toString();
}

/** How many would be refused, and for what. */
export function refusalsOf(faces: readonly AnalyzedFace[]): string {
  const counts = new Map<string, number>();
  for (const { findings } of faces) {
    for (const code of new Set(findings.map((finding) => finding.code)))
      counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const refused = faces.filter(({ findings }) => findings.length > 0).length;
  const reasons = [...counts].map(([code, count]) => `${count} ${code}`).join(', ');
  return `${refused} of ${faces.length} would be refused: ${reasons}`;
}
