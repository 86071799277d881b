import { pino } from 'pino';
import { NestLogger } from '../../src/common/logging/nest-logger.js';

let lines: string[] = [];
/** One for the process, as in the service. */
const logger = new NestLogger(pino({ level: 'debug' }, { write: (line) => lines.push(line) }));

/** A logger for an app, and the lines that it logs until the next app takes over. */
export function captureLog(): { logger: NestLogger; logLines: string[] } {
  lines = [];
  return { logger, logLines: lines };
}
