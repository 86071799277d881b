import { detAxis, lineChart } from '../charts.js';
import { normalQuantile } from '../normal-quantile.js';
import { escape, fact, htmlPage } from '../html-page.js';
import type { LivenessReport, PassiveReport } from './liveness-report.js';
import { endsText, rateText } from './liveness-text.js';

/** The report as one HTML file: no script, no style sheet, no image from elsewhere. */
export function livenessHtml(report: LivenessReport): string {
  const { live, attacks, rules } = report;
  const rows = attacks.map(
    ({ species, recordings, apcer, apnrr, replays, ends }) =>
      `<tr><th>${escape(species)}</th><td>${recordings}</td><td>${rateText(apcer)}</td><td>${rateText(apnrr)}</td>` +
      `<td>${rateText(replays)}</td><td>${endsText(ends)}</td></tr>`,
  );
  return htmlPage(
    `Liveness: ${report.model}`,
    `<h1>Liveness</h1>
<p><strong>${escape(report.model)}</strong> on ${escape(report.engine)} (${escape(report.runtime)}),
${escape(report.folder)}, ${escape(report.createdAt)}</p>
<dl class="facts">
${fact('Live recordings', `${live.recordings}, ${live.turning} of them turn left and right`)}
${fact('BPCER', rateText(live.bpcer))}
${fact('BPNRR', rateText(live.bpnrr))}
${fact('Live score', rules.liveScoreMin === null ? 'no passive networks' : `at least ${rules.liveScoreMin}`)}
</dl>
<p>A presentation is a recording, shown to every challenge as well as it can be done: an attack is accepted when it passes one of them, a
person refused when one fails whose directions the recording shows. Rates are of the recordings that a session could judge; those in which
no face ever looked straight into the camera got no response. In brackets the interval of 95 % (Clopper and Pearson), in per cent.</p>
<section><h2>Attacks</h2><table>
<tr><th>Species</th><th>Recordings</th><th>APCER</th><th>APNRR</th><th>Replayed to random sessions, passed</th><th>Ends of all challenges</th></tr>
${rows.join('\n')}</table></section>
${report.passive ? passiveSection(report.passive) : ''}
${continuitySection(report)}`,
  );
}

function passiveSection({ frames, thresholds, det }: PassiveReport): string {
  const rows = thresholds.flatMap(({ threshold, bpcer, apcer }) => [
    `<tr><th>${threshold}</th><td>BPCER</td><td>${rateText(bpcer)}</td></tr>`,
    ...apcer.map(
      ({ species, rate }) => `<tr><td></td><td>APCER, ${escape(species)}</td><td>${rateText(rate)}</td></tr>`,
    ),
  ]);
  const points = det
    .filter(({ bpcer, apcer }) => bpcer > 0 && bpcer < 1 && apcer > 0 && apcer < 1)
    .map(({ bpcer, apcer }) => ({ x: normalQuantile(apcer), y: normalQuantile(bpcer) }));
  return `<section><h2>Passive score alone</h2>
<table><tr><th>Median of at least</th><th></th><th></th></tr>${rows.join('\n')}</table>
<div class="charts">
${lineChart(
  `DET, ${frames.live} live and ${frames.attack} attack frames`,
  detAxis('APCER'),
  detAxis('BPCER'),
  [{ name: 'BPCER', className: 'genuine', points }],
)}
</div></section>`;
}

function continuitySection({ continuity: { limit, bands } }: LivenessReport): string {
  const number = (value: number | null) => value?.toFixed(3) ?? '–';
  const rows = bands.map(
    ({ from, to, frames, median, p99, beyond }) =>
      `<tr><th>${from}–${to}°</th><td>${frames}</td><td>${number(median)}</td><td>${number(p99)}</td><td>${beyond}</td></tr>`,
  );
  return `<section><h2>Continuity</h2><p>Distance of a person’s frames to their own straight ones.</p>
<table><tr><th>Turned by</th><th>Frames</th><th>Median</th><th>99 %</th><th>Beyond ${limit.toFixed(3)}</th></tr>
${rows.join('\n')}</table></section>`;
}
