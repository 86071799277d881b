import { setTimeout as sleep } from 'node:timers/promises';
import { stopwatch } from './stopwatch.js';

/**
 * Waits until `check` no longer throws. @returns how long that took, in milliseconds
 * @param withinMs by the stopwatch: other programs do not shorten it
 * @throws what `check` throws after `withinMs`
 */
export async function eventually(check: () => Promise<void>, withinMs = 1_000): Promise<number> {
  const startedAt = performance.now();
  const spentMs = stopwatch();
  for (;;) {
    try {
      await check();
      return performance.now() - startedAt;
    } catch (error) {
      if (spentMs() > withinMs) throw error;
      await sleep(20);
    }
  }
}
