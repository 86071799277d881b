import Table from 'cli-table3';
import { FIXED_DISTANCE } from './identification.js';
import type { EvaluationReport, RatesReport } from './report.js';

/** Plain text: the tables are read in logs and files as often as in a terminal. */
const PLAIN = { head: [], border: [], compact: true };
const percent = (share: number, digits = 2) => `${(100 * share).toFixed(digits)} %`;
const power = (rate: number) => rate.toExponential(0);

/** The report as tables for a terminal. */
export function reportText(report: EvaluationReport): string {
  const { labelled, allPairs, photos } = report;
  const failed = Object.values(photos.byReason).reduce((sum, count) => sum + count, 0);
  const reasons = Object.entries(photos.byReason).map(([reason, count]) => `${reason} ${count}`);
  const summary = new Table({ head: ['', report.model], style: PLAIN });
  summary.push(
    { Engine: `${report.engine} (${report.runtime})` },
    { Photographs: photos.photos },
    { 'Without an encoding': `${failed} (${percent(failed / photos.photos)}) ${reasons.join(', ')}` },
    ...(report.millisecondsPerPhoto === null
      ? []
      : [{ 'Time per photograph': `${report.millisecondsPerPhoto.toFixed(1)} ms` }]),
    { 'Labelled pairs': `${labelled.pairs}, of which ${labelled.scored} have both encodings` },
    {
      '10-fold accuracy':
        `${percent(labelled.tenFold.accuracy)} ± ${percent(labelled.tenFold.standardError)} ` +
        '(pairs without encodings count as wrong)',
    },
    {
      'Several faces':
        `${photos.ambiguous.length} photographs, here taken by their most prominent face; refused as the service does, ` +
        `accuracy ${percent(labelled.tenFold.accuracyAsServed)}`,
    },
  );
  const rates = new Table({
    head: ['', 'Labelled pairs', ...(allPairs ? ['All combinations'] : [])],
    style: PLAIN,
  });
  const row = (name: string, cell: (part: RatesReport) => string) =>
    rates.push([name, cell(labelled), ...(allPairs ? [cell(allPairs)] : [])]);
  row('Genuine / impostor pairs', (part) => `${part.genuinePairs} / ${part.impostorPairs}`);
  row('EER', (part) => `${percent(part.eer.fmr)} at ${part.eer.distance.toFixed(3)}`);
  row('AUC', (part) => part.auc.toFixed(5));
  labelled.atFmr.forEach(({ fmr }, i) => {
    row(`TAR at FMR ${power(fmr)}`, (part) => {
      const { tar, distance } = part.atFmr[i] ?? { tar: null, distance: null };
      return tar === null || distance === null
        ? 'too few impostor pairs'
        : `${percent(tar, 1)} at ${distance.toFixed(3)}`;
    });
  });
  return [summary.toString(), rates.toString(), intervalsText(report), identificationText(report)]
    .filter((part) => part !== '')
    .join('\n');
}

function intervalsText({ allPairs }: EvaluationReport): string {
  if (!allPairs || allPairs.intervals.length === 0) return '';
  const table = new Table({
    head: [`${allPairs.identities} people`, 'Threshold', '95 % interval', 'TAR, 95 % interval'],
    style: PLAIN,
  });
  for (const { fmr, distance, tar } of allPairs.intervals) {
    const measured = allPairs.atFmr.find((target) => target.fmr === fmr)?.distance;
    table.push([
      `FMR ${power(fmr)}`,
      measured?.toFixed(3) ?? '–',
      `${distance.low.toFixed(3)} – ${distance.high.toFixed(3)}`,
      `${percent(tar.low, 1)} – ${percent(tar.high, 1)}`,
    ]);
  }
  return table.toString();
}

function identificationText({ identification }: EvaluationReport): string {
  if (!identification) return '';
  const table = new Table({
    head: [
      'Identification',
      'Users',
      'FPIR (strangers named)',
      'FNIR (not named as themselves)',
      'named as somebody else',
    ],
    style: PLAIN,
  });
  for (const { maxEncodings, users, ...rules } of identification) {
    const enrolled = maxEncodings === 1 ? 'one encoding a person' : `up to ${maxEncodings}`;
    for (const [name, counts] of [
      [`fixed ${FIXED_DISTANCE}`, rules.fixed],
      ['decision', rules.decision],
    ] as const) {
      const share = (part: number, whole: number) =>
        whole === 0 ? '–' : `${percent(part / whole)} (${part} of ${whole})`;
      table.push([
        `${name}, ${enrolled}`,
        users,
        share(counts.named, counts.strangers),
        share(counts.missed, counts.mated),
        share(counts.misnamed, counts.mated),
      ]);
    }
  }
  return table.toString();
}
