import { createChildPool } from './child-pool.js';

/** Stands for a service that is killed: one child idle, one in the middle of a photo. Sends their ids to its parent. */
const { pool } = createChildPool({ workers: 2 });
await pool.fleet.start();
pool.run({ do: 'sleep', ms: 60_000 }).catch(() => undefined);
process.send?.(pool.fleet.pids);
