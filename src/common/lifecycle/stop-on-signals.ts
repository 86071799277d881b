import type { INestApplication } from '@nestjs/common';
import type { Logger } from 'pino';
import { Drain } from './drain.js';

/** Below the 20 s that are promised. Requests had their time by then; what still hangs waits for something that is dead. */
export const SHUTDOWN_MAX_MS = 18_000;

/** SIGTERM and SIGINT: readiness fails, requests in flight finish, new ones get 503, then exit 0. A second one kills. */
export function stopOnSignals(app: INestApplication, logger: Logger, maxMs = SHUTDOWN_MAX_MS): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ context: 'Lifecycle' }, `${signal}: finishing the requests in flight`);
      setTimeout(() => {
        logger.warn(
          { context: 'Lifecycle' },
          `Not everything has ended within ${maxMs} ms: leaving it behind`,
        );
        process.exit(0);
      }, maxMs).unref();
      stop(app).then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ context: 'Lifecycle', err: error }, 'The shutdown failed');
          process.exit(1);
        },
      );
    });
  }
}

async function stop(app: INestApplication): Promise<void> {
  await app.get(Drain).begin();
  await app.close();
}
