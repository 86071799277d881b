/** Failures in a row from which on every further attempt has to wait. */
export const FAILURES_FREE = 5;
/** Failures in a row after which only an admin or a new enrolment opens the user again. */
export const FAILURES_MAX = 50;
const FIRST_LOCK_S = 30;
/** Where the doubling ends, so that the fiftieth failure can be reached at all and an unlucky person is back within the hour. */
const LOCK_MAX_S = 3600;

/**
 * How long a user stays locked after the n-th failure in a row: 30 s after the fifth, twice as long after each further one up
 * to an hour, for good after the fiftieth. NIST SP 800-63B-4 §3.2.3.3: at most 5 failures, then at least 30 s before each
 * attempt and no more than 50 altogether; the growth is that of SP 800-63B (2017) §5.2.3.
 *
 * @returns seconds; 0: not locked, Infinity: until somebody opens it
 */
export function lockAfterS(failures: number): number {
  if (failures >= FAILURES_MAX) return Infinity;
  if (failures < FAILURES_FREE) return 0;
  return Math.min(FIRST_LOCK_S * 2 ** (failures - FAILURES_FREE), LOCK_MAX_S);
}
