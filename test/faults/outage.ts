import type { Outcome } from '../support/http/probing-client.js';
import type { Enrolments } from './enrolments.js';
import type { Findings } from './fault.js';
import { slowest, tally } from './load.js';

/** Nobody waits longer than this for an answer, the photo and its place in the queue included. */
const ANSWER_MS = 5000;
export const RECOVERY_MS = 5000;

export const succeededAfter = (outcomes: readonly Outcome[], sinceMs: number): boolean =>
  outcomes.some(({ status, startedMs }) => status === 200 && startedMs >= sinceMs);

export function judgeRefusals(
  findings: Findings,
  refused: readonly Outcome[],
  expected = 'DB_UNAVAILABLE',
): void {
  const odd = refused.filter(({ status, code }) => status !== 503 || code !== expected);
  findings.must(odd.length === 0, `besides 503 ${expected}: ${tally(odd)}`);
  findings.must(
    refused.every(({ retryAfterS }) => retryAfterS !== undefined),
    '503 without Retry-After',
  );
}

export async function judgeEnrolments(findings: Findings, enrolments: Enrolments): Promise<void> {
  const { acknowledged, lost, damaged } = await enrolments.audit();
  findings.saw(`${acknowledged} enrolments acknowledged, ${lost} lost, ${damaged} half-written`);
  findings.must(acknowledged > 0, 'nothing was enrolled');
  findings.must(lost === 0 && damaged === 0, `${lost} enrolments lost, ${damaged} half-written`);
}

/** @param hurtAtMs the answers before it say what a request costs without an outage */
export function judgeTimes(findings: Findings, outcomes: readonly Outcome[], hurtAtMs: number): void {
  const before = slowest(outcomes.filter(({ startedMs, ms }) => startedMs + ms < hurtAtMs));
  const during = slowest(outcomes);
  findings.saw(`slowest answer ${during} ms, ${before} ms before the fault`);
  findings.must(during <= ANSWER_MS, `an answer took ${during} ms`);
}
