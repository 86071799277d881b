import { type Axis, detAxis, histogramChart, lineChart, type Series } from './charts.js';
import { escape, fact, htmlPage } from './html-page.js';
import { normalQuantile } from './normal-quantile.js';
import type { EvaluationReport, RatesReport } from './report.js';

const percent = (share: number, digits = 2) => `${(100 * share).toFixed(digits)} %`;

/** The report as one HTML file: no script, no style sheet, no image from elsewhere. */
export function reportHtml(report: EvaluationReport): string {
  const { labelled, allPairs, photos } = report;
  const failed = photos.list.length;
  const parts: { title: string; rates: RatesReport }[] = [
    { title: 'Labelled pairs', rates: labelled },
    ...(allPairs ? [{ title: `All combinations of ${allPairs.identities} people`, rates: allPairs }] : []),
  ];
  return htmlPage(
    `Face verification: ${report.model}`,
    `<h1>Face verification</h1>
<p><strong>${escape(report.model)}</strong> on ${escape(report.engine)} (${escape(report.runtime)}),
${escape(report.pairsFile)}, ${escape(report.createdAt)}</p>
<dl class="facts">
${fact('Accuracy, 10 folds', `${percent(labelled.tenFold.accuracy)} ± ${percent(labelled.tenFold.standardError)}`)}
${fact('Photographs', String(photos.photos))}
${fact('Without an encoding', `${failed} (${percent(failed / photos.photos)})`)}
${fact('Several faces', `${photos.ambiguous.length} (accuracy ${percent(labelled.tenFold.accuracyAsServed)} when refused)`)}
${fact('Pairs', `${labelled.pairs}, ${labelled.scored} scored`)}
</dl>
<p>A pair is accepted at or below a distance. FMR: share of pairs of two people that are accepted. FNMR: share of pairs
of one person that are not. TAR = 1 − FNMR. Pairs without an encoding count as wrong in the accuracy and are left out of the curves.
Photographs on which several faces could be meant are refused by the service; here their most prominent face counts.</p>
${parts.map(({ title, rates }) => section(title, rates)).join('\n')}
${intervals(report)}
${failures(report)}`,
  );
}

function section(title: string, rates: RatesReport): string {
  const { curves } = rates;
  const roc: Series = {
    name: 'TAR',
    className: 'genuine',
    points: curves.points
      .filter(({ fmr }) => fmr > 0)
      .map(({ fmr, fnmr }) => ({ x: Math.log10(fmr), y: 1 - fnmr })),
  };
  const det: Series = {
    name: 'FNMR',
    className: 'genuine',
    points: curves.points
      .filter(({ fmr, fnmr }) => fmr > 0 && fmr < 1 && fnmr > 0 && fnmr < 1)
      .map(({ fmr, fnmr }) => ({ x: normalQuantile(fmr), y: normalQuantile(fnmr) })),
  };
  return `<section><h2>${escape(title)}</h2>
<table><tr><th>Genuine / impostor pairs</th><td>${rates.genuinePairs} / ${rates.impostorPairs}</td></tr>
<tr><th>EER</th><td>${percent(rates.eer.fmr)} at ${rates.eer.distance.toFixed(3)}</td></tr>
<tr><th>AUC</th><td>${rates.auc.toFixed(5)}</td></tr>
${rates.atFmr
  .map(
    ({ fmr, tar, distance }) =>
      `<tr><th>TAR at FMR ${fmr.toExponential(0)}</th><td>${tar === null || distance === null ? 'too few impostor pairs' : `${percent(tar, 1)} at ${distance.toFixed(3)}`}</td></tr>`,
  )
  .join('\n')}</table>
<div class="charts">
${lineChart('ROC', rocX(rates.impostorPairs), ROC_Y, [roc])}
${lineChart('DET', detAxis('FMR'), detAxis('FNMR'), [det])}
${distances(rates)}
</div></section>`;
}

const ROC_Y: Axis = {
  label: 'TAR',
  from: 0,
  to: 1,
  ticks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, text: percent(at, 0) })),
};

/** As many decades as the impostor pairs can show. */
function rocX(impostorPairs: number): Axis {
  const from = -Math.max(Math.min(Math.floor(Math.log10(impostorPairs)), 7), 1);
  const ticks = Array.from({ length: -from + 1 }, (_, i) => ({ at: from + i, text: `1e${from + i}` }));
  return { label: 'FMR', from, to: 0, ticks };
}

function distances({ curves }: RatesReport): string {
  const { from, to, genuine, impostor } = curves.histogram;
  const width = (to - from) / genuine.length;
  const most = Math.max(...genuine, ...impostor) * 1.1;
  const x: Axis = {
    label: 'Distance',
    from,
    to,
    ticks: Array.from({ length: 6 }, (_, i) => {
      const at = from + (i * (to - from)) / 5;
      return { at, text: at.toFixed(2) };
    }),
  };
  const y: Axis = {
    label: 'Share of pairs',
    from: 0,
    to: most,
    ticks: [0, 0.25, 0.5, 0.75].map((share) => ({ at: share * most, text: percent(share * most, 1) })),
  };
  const bars = (name: string, className: string, shares: number[]) => ({
    name,
    className,
    width,
    points: shares.map((share, i) => ({ x: from + i * width, y: share })),
  });
  return histogramChart('Distances', x, y, [
    bars('Two people', 'impostor', impostor),
    bars('One person', 'genuine', genuine),
  ]);
}

function intervals({ allPairs }: EvaluationReport): string {
  if (!allPairs || allPairs.intervals.length === 0) return '';
  const rows = allPairs.intervals.map(({ fmr, distance, tar }) => {
    const measured = allPairs.atFmr.find((target) => target.fmr === fmr)?.distance;
    return `<tr><th>${fmr.toExponential(0)}</th><td>${measured?.toFixed(3) ?? '–'}</td>
<td>${distance.low.toFixed(3)} – ${distance.high.toFixed(3)}</td><td>${percent(tar.low, 1)} – ${percent(tar.high, 1)}</td></tr>`;
  });
  return `<section><h2>Thresholds</h2><p>Intervals of 95 % by drawing people (not pairs) with replacement.</p>
<table><tr><th>FMR</th><th>Distance</th><th>Interval</th><th>TAR, interval</th></tr>${rows.join('\n')}</table></section>`;
}

function failures({ photos }: EvaluationReport): string {
  if (photos.list.length === 0) return '';
  const rows = photos.list.map(
    ({ photo, reason }) => `<tr><td>${escape(photo)}</td><td>${escape(reason)}</td></tr>`,
  );
  return `<section><h2>Photographs without an encoding</h2>
<table><tr><th>File</th><th>Reason</th></tr>${rows.join('\n')}</table></section>`;
}
