import type { Outcome } from '../support/http/probing-client.js';

/** Several clients that each send one request after the other until they are told to stop. */
export class Load {
  readonly outcomes: Outcome[] = [];
  #stopped = false;
  readonly #clients: Promise<void>[];

  /** @param act sends one request; the number is different for each */
  constructor(clients: number, act: (n: number) => Promise<Outcome>) {
    let next = 0;
    this.#clients = Array.from({ length: clients }, async () => {
      while (!this.#stopped) {
        const outcome = await act(next++);
        this.outcomes.push(outcome);
        // A refused client that comes back at once would only measure how fast refusals are.
        if (outcome.status !== 200) await pause(50);
      }
    });
  }

  async stop(): Promise<Outcome[]> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    return this.outcomes;
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Polls until it holds. @returns the milliseconds that took, or undefined when it did not within `timeoutMs` */
export async function until(
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<number | undefined> {
  const begun = performance.now();
  while (performance.now() - begun < timeoutMs) {
    if (await holds()) return Math.round(performance.now() - begun);
    await pause(25);
  }
  return undefined;
}

/** `200 x 57, 503 WORKER_LOST x 1` */
export function tally(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { status, code } of outcomes) {
    const kind = [status || '', code ?? ''].join(' ').trim();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} x ${count}`).join(', ') || 'no request';
}

/** @param share 0.99 for the 99th percentile @returns milliseconds, rounded; 0 without outcomes */
export function percentile(outcomes: readonly Pick<Outcome, 'ms'>[], share: number): number {
  const times = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
}

export const slowest = (outcomes: readonly Outcome[]): number => percentile(outcomes, 1);
