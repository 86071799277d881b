import { AppError } from '../../../common/app-error.js';
import { reasonOf } from '../../../common/reason-of.js';
import { type FromChild, readToChild } from './protocol.js';

export interface JobHandler {
  /** Plain data about what was loaded; the parent hears it once. */
  about: unknown;
  run(job: unknown): Promise<unknown>;
}

/**
 * The child's half of the protocol: loads once, then answers one job after the other. Leaves when the parent is gone,
 * however it died, and ignores the terminal's signals, since the parent decides when work in progress is finished.
 */
export function serveJobs(load: (settings: unknown) => Promise<JobHandler>): void {
  let handler: JobHandler | undefined;
  const tell = (message: FromChild) => process.send?.(message);

  const start = async (settings: unknown): Promise<void> => {
    try {
      handler = await load(settings);
      tell({ type: 'ready', about: handler.about });
    } catch (error) {
      tell({ type: 'unusable', reason: reasonOf(error) });
    }
  };

  const answer = async (id: number, job: unknown): Promise<void> => {
    try {
      if (handler === undefined) throw new Error('A job came before the start');
      const result = await handler.run(job);
      tell({ type: 'answer', id, answer: result, rssBytes: process.memoryUsage.rss() });
    } catch (error) {
      const rssBytes = process.memoryUsage.rss();
      if (error instanceof AppError) {
        tell({ type: 'refusal', id, code: error.code, reason: error.message, rssBytes });
      } else {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
        tell({ type: 'fault', id, reason, rssBytes });
      }
    }
  };

  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (raw) => {
    const message = readToChild(raw);
    if (message?.type === 'start') void start(message.settings);
    if (message?.type === 'job') void answer(message.id, message.job);
  });
}
