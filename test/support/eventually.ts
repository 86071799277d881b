import { setTimeout as sleep } from 'node:timers/promises';

/** Only for what never comes: on a machine that others keep busy each second of work takes many. */
const PATIENCE_MS = 120_000;
/** A test may have the clock stand still, or run ahead. */
const now = performance.now.bind(performance);

/**
 * Waits until `check` holds: until it neither throws nor is false.
 * @returns what it gives then
 * @throws what `check` throws, when it does not hold for two minutes
 */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const endsAt = now() + PATIENCE_MS;
  for (;;) {
    const isLast = now() > endsAt;
    try {
      const held = await check();
      if (held !== false) return held;
    } catch (error) {
      if (isLast) throw error;
    }
    if (isLast) throw new Error(`Does not hold: ${check.toString()}`);
    await sleep(20);
  }
}
