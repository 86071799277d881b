/**
 * Who tries. Each class has a count of its own, so that nobody's failures lock out somebody else: neither strangers the owner, nor
 * other users an operator's device.
 */
export const CALLER_CLASSES = ['self', 'operator', 'user', 'anonymous'] as const;
export type CallerClass = (typeof CALLER_CLASSES)[number];

/** Failures from which on every further attempt has to wait. */
const FAILURES_FREE = 5;
/** Failures in a row of the owner after which only an admin or a new enrolment opens them again. */
export const FAILURES_MAX = 50;
const FIRST_LOCK_S = 30;
/** Where the doubling ends, so that the fiftieth failure can be reached at all and an unlucky person is back within the hour. */
const LOCK_MAX_S = 3600;
/** Of failures that no success forgives; as long as the longest lock, so that whoever goes on trying gets no more than one try in that time. */
export const FORGIVEN_EVERY_S = LOCK_MAX_S;

/** When failures bring a lock, and what forgives them. */
export interface AttemptPolicy {
  /**
   * How long after the n-th failure every further attempt has to wait.
   * @returns seconds; 0: not at all, Infinity: until somebody opens it
   */
  lockAfterS(failures: number): number;
  /** Seconds that forgive one failure; Infinity: time forgives none. */
  readonly forgivenEveryS: number;
  /** Whether a success forgives all failures before it. */
  readonly isClearedBySuccess: boolean;
}

/**
 * 30 s after the fifth failure, twice as long after each further one up to an hour. NIST SP 800-63B-4 §3.2.3.3: at most 5
 * failures, then at least 30 s before each attempt; the growth is that of SP 800-63B (2017) §5.2.3.
 */
function lockAfterS(failures: number): number {
  if (failures < FAILURES_FREE) return 0;
  return Math.min(FIRST_LOCK_S * 2 ** (failures - FAILURES_FREE), LOCK_MAX_S);
}

/** The owner's own attempts: no more than 50 failures in a row altogether (NIST SP 800-63B-4 §3.2.3.3). */
const OWN: AttemptPolicy = {
  lockAfterS: (failures) => (failures >= FAILURES_MAX ? Infinity : lockAfterS(failures)),
  forgivenEveryS: Infinity,
  isClearedBySuccess: true,
};

/**
 * Everybody else's. A success would tell whoever failed before that there is somebody who can succeed, and a final lock would let
 * strangers close the way for good; so time alone forgives, those who are enrolled and those who are not alike.
 */
const FOREIGN: AttemptPolicy = { lockAfterS, forgivenEveryS: FORGIVEN_EVERY_S, isClearedBySuccess: false };

export function verificationPolicy(caller: CallerClass): AttemptPolicy {
  return caller === 'self' ? OWN : FOREIGN;
}

/**
 * Searches that recognise nobody: as many as `perHour` at once, and one more as often as an hour forgives that many. Whoever tries a
 * crowd's photographs finds those that are taken for somebody.
 */
export function identificationPolicy(perHour: number): AttemptPolicy {
  const everyS = 3600 / perHour;
  return {
    lockAfterS: (failures) => (failures < perHour ? 0 : everyS),
    forgivenEveryS: everyS,
    isClearedBySuccess: false,
  };
}

export interface CountedFailures {
  failures: number;
  /** Seconds since the last one was forgiven, or since the first one. */
  sinceS: number;
}

/** What time leaves of failures, and of the time towards the next to be forgiven. */
export function forgiveByTime(
  { forgivenEveryS }: AttemptPolicy,
  { failures, sinceS }: CountedFailures,
): CountedFailures {
  const forgiven = Math.floor(Math.max(0, sinceS) / forgivenEveryS);
  if (forgiven === 0) return { failures, sinceS: failures === 0 ? 0 : Math.max(0, sinceS) };
  if (forgiven >= failures) return { failures: 0, sinceS: 0 };
  return { failures: failures - forgiven, sinceS: sinceS - forgiven * forgivenEveryS };
}
