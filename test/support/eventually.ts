import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until `check` no longer throws. @returns how long that took, in milliseconds
 * @throws what `check` throws after `withinMs`
 */
export async function eventually(check: () => Promise<void>, withinMs = 1_000): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    try {
      await check();
      return performance.now() - startedAt;
    } catch (error) {
      if (performance.now() - startedAt > withinMs) throw error;
      await sleep(20);
    }
  }
}
