import Table from 'cli-table3';
import { ERRORS, type ErrorCode } from '../../common/error-codes.js';
import { errorSentence } from '../../common/error-sentences/error-sentence.js';

export interface Refusal {
  /** The photo's path, or the user's id of an encoding. */
  what: string;
  code: string;
}

export interface ImportReport {
  source: string;
  people: number;
  /** Photographs or encodings in the source. */
  total: number;
  stored: number;
  /** Done by an earlier run, or known to the database already. */
  already: number;
  /** Left out, since the person had MAX_ENCODINGS_PER_USER photographs by then. */
  surplus: number;
  refused: Refusal[];
  /** Outages: the same command tries these again. */
  failed: Refusal[];
  seconds: number;
  /** Photographs looked at (or encodings stored) in this run, per second. */
  perSecond: number;
  notes: string[];
}

const SHOWN = 20;

export function reportText(report: ImportReport): string {
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    ['people', report.people],
    ['in the source', report.total],
    ['stored', report.stored],
    ['already there', report.already],
    ['more than needed', report.surplus],
    ['refused', report.refused.length],
    ['failed (run again)', report.failed.length],
    ['time', `${report.seconds.toFixed(1)} s, ${report.perSecond.toFixed(1)}/s`],
  );
  const sections = [table.toString(), ...report.notes];
  if (report.refused.length > 0) sections.push(`Refused:\n${reasons(report.refused)}`);
  if (report.failed.length > 0) sections.push(`Failed:\n${reasons(report.failed)}`);
  return sections.join('\n\n');
}

/** Each reason with its number, and the first of the photographs that it concerns. */
function reasons(refusals: readonly Refusal[]): string {
  const counts = new Map<string, number>();
  for (const { code } of refusals) counts.set(code, (counts.get(code) ?? 0) + 1);
  const heads = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `  ${count} × ${code}: ${sentenceOf(code)}`);
  const shown = refusals.slice(0, SHOWN).map(({ what, code }) => `    ${what}: ${code}`);
  const more =
    refusals.length > SHOWN ? [`    … and ${refusals.length - SHOWN} more: --report FILE lists all`] : [];
  return [...heads, ...shown, ...more].join('\n');
}

function sentenceOf(code: string): string {
  return code in ERRORS ? errorSentence(code as ErrorCode, 'en') : '';
}
