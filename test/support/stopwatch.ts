import { readFileSync } from 'node:fs';

/** Linux' pressure stall information (Documentation/accounting/psi.rst): since the start, in how many µs a task waited for a processor. */
const PRESSURE = '/proc/pressure/cpu';

/**
 * A clock for what is promised of time. It stands still while this machine has more to do than it has processors, so that other
 * programs cannot break a promise; on a quiet machine, and where the kernel does not tell, it is like any other clock.
 * @returns a function that gives the milliseconds since this call
 */
export function stopwatch(): () => number {
  const begunMs = performance.now();
  const contendedBeforeMs = contendedMs();
  return () => performance.now() - begunMs - (contendedMs() - contendedBeforeMs);
}

function contendedMs(): number {
  try {
    const [, microseconds = '0'] = /^some .*total=(\d+)$/m.exec(readFileSync(PRESSURE, 'utf8')) ?? [];
    return Number(microseconds) / 1000;
  } catch {
    return 0;
  }
}
