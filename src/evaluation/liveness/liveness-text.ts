import Table from 'cli-table3';
import type { Rate } from './binomial-interval.js';
import type { LivenessReport } from './liveness-report.js';

/** Plain text: the tables are read in logs and files as often as in a terminal. */
const PLAIN = { head: [], border: [], compact: true };
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** `0 of 4: 0.0 % (0.0–60.2)` */
export function rateText({ count, of, share, low, high }: Rate): string {
  if (share === null) return 'none';
  const interval = `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`;
  return `${count} of ${of}: ${percent(share)} (${interval})`;
}

/** The report as tables for a terminal. */
export function livenessText(report: LivenessReport): string {
  const { live, attacks, rules } = report;
  const facts = new Table({ head: ['', report.model], style: PLAIN });
  facts.push(
    { Engine: `${report.engine} (${report.runtime})` },
    {
      Session:
        `continuity ${rules.continuityMax.toFixed(3)}, ` +
        (rules.liveScoreMin === null
          ? 'no passive networks'
          : `live score of at least ${rules.liveScoreMin}`),
    },
    { 'Live recordings': `${live.recordings}, of which ${live.turning} turn to the left and to the right` },
    { 'BPCER of these': rateText(live.bpcer) },
    { BPNRR: rateText(live.bpnrr) },
    { 'Replayed to random sessions, passed': rateText(live.replays) },
    { 'Ends of all challenges': endsText(live.ends) },
  );
  const species = new Table({
    head: ['Attack', 'Recordings', 'APCER', 'APNRR', 'Replayed, passed', 'Ends of all challenges'],
    style: PLAIN,
  });
  for (const { species: name, recordings, apcer, apnrr, replays, ends } of attacks) {
    species.push([name, recordings, rateText(apcer), rateText(apnrr), rateText(replays), endsText(ends)]);
  }
  return [
    facts.toString(),
    species.toString(),
    passiveText(report),
    continuityText(report),
    'In brackets the interval of 95 % (Clopper and Pearson), in per cent.',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function passiveText({ passive }: LivenessReport): string {
  if (passive === null) return '';
  const table = new Table({ head: ['Passive score alone', 'BPCER', 'APCER'], style: PLAIN });
  for (const { threshold, bpcer, apcer } of passive.thresholds) {
    const accepted = apcer.map(({ species, rate }) => `${species} ${rateText(rate)}`);
    table.push([`median of at least ${threshold}`, rateText(bpcer), accepted.join('\n')]);
  }
  return table.toString();
}

function continuityText({ continuity }: LivenessReport): string {
  const table = new Table({
    head: [`Distance to oneself`, 'Frames', 'Median', '99 %', `Beyond ${continuity.limit.toFixed(3)}`],
    style: PLAIN,
  });
  const number = (value: number | null) => value?.toFixed(3) ?? '–';
  for (const { from, to, frames, median, p99, beyond } of continuity.bands) {
    table.push([`turned by ${from}–${to}°`, frames, number(median), number(p99), beyond]);
  }
  return table.toString();
}

export function endsText(ends: LivenessReport['live']['ends']): string {
  return Object.entries(ends)
    .sort(([, a], [, b]) => b - a)
    .map(([end, count]) => `${end} ${count}`)
    .join(', ');
}
