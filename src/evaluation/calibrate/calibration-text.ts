import Table from 'cli-table3';
import type { CalibrationResult } from './calibrate.js';

const PLAIN = { head: [], border: [], compact: true };
const percent = (share: number, digits = 2) => `${(100 * share).toFixed(digits)} %`;

/** What a calibration says, and how it holds on the people whom it was not fitted on. */
export function calibrationText({ calibration, fitted, held }: CalibrationResult): string {
  const curves = new Table({
    head: [
      'encodings',
      'genuine / impostor comparisons',
      'measured from FMR',
      'extrapolated to',
      'FNMR at 1e-3 / 1e-4 / 1e-5',
    ],
    style: PLAIN,
  });
  for (const { encodings, genuinePairs, impostorPairs, points } of calibration.curves) {
    const measured = points.find(({ basis }) => basis === 'measured');
    const at = [1e-3, 1e-4, 1e-5].map((rate) => points.findLast(({ fmr }) => fmr <= rate * 1.001)?.fnmr);
    curves.push([
      encodings,
      `${genuinePairs} / ${impostorPairs}`,
      measured?.fmr.toExponential(0) ?? '–',
      points[0]?.fmr.toExponential(0) ?? '–',
      at.map((share) => (share === undefined ? '–' : percent(share, 1))).join(' / '),
    ]);
  }
  const check = new Table({
    head: ['encodings', 'FMR promised', 'FMR of the people left out', 'their TAR'],
    style: PLAIN,
  });
  for (const { encodings, promised, fmr, fnmr } of held.rates) {
    check.push([encodings, promised.toExponential(1), fmr.toExponential(1), percent(1 - fnmr, 1)]);
  }
  return [
    `${calibration.model}: fitted on ${fitted.photographs} photographs of ${fitted.people} people, checked on ${held.photographs} of ${held.people} others`,
    curves.toString(),
    check.toString(),
    ...groupTables({ calibration, held }),
  ].join('\n');
}

function groupTables({ calibration, held }: Pick<CalibrationResult, 'calibration' | 'held'>): string[] {
  const { fairness } = calibration;
  if (!fairness) return [];
  const table = new Table({
    head: ['group', 'people', 'FMR within, fitted / left out', 'FMR against all', 'FNMR', 'of the average'],
    style: PLAIN,
  });
  for (const group of fairness.groups) {
    const other = held.groups.find((each) => each.group === group.group);
    const both = (rate: (each: typeof group) => number, digits: number) =>
      [group, other].map((each) => (each ? percent(rate(each), digits) : '–')).join(' / ');
    table.push([
      group.group,
      `${group.people} / ${other?.people ?? 0}`,
      both(({ fmr }) => fmr, 3),
      both(({ fmrAgainstAll }) => fmrAgainstAll, 3),
      both(({ fnmr }) => fnmr, 1),
      `${(group.fmr / fairness.level).toFixed(1)} ×`,
    ]);
  }
  const limits = `Limits hold for the worst group: claims as if FMR were ${fairness.claims.toFixed(1)} times, searches ${fairness.searches.toFixed(1)} times everybody's.`;
  return [table.toString(), limits];
}
