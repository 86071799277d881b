import { createChildPool } from './child-pool.js';

/** A service of its own, for tests that take its file descriptors away. Answers every message with the state of its pool. */
const { pool, events } = createChildPool();

export interface PoolState {
  pids: number[];
  ready: boolean;
  ends: string[];
}

await pool.fleet.start();
process.on('message', () => {
  const ends = events.flatMap((event) => (event.type === 'worker-ended' ? [event.end.detail] : []));
  process.send?.({ pids: pool.fleet.pids, ready: pool.fleet.ready, ends } satisfies PoolState);
});
process.send?.('started');
