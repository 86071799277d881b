import { type Logger, multistream, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Env } from '../../config/env.schema.js';
import { reasonOf } from '../reason-of.js';
import { openLogFiles } from './log-files.js';
import { LogOutage } from './log-outage.js';

type LogLevel = Env['LOG_LEVEL'];

/** JSON lines to stdout (readable in a terminal) and to files in `logsPath`. Neither of them failing ends the service. */
export async function createRootLogger(level: LogLevel, logsPath: string): Promise<Logger> {
  const pinoLevel = level === 'warning' ? 'warn' : level;
  const stdout = process.stdout.isTTY
    ? PinoPretty({ colorize: true, ignore: 'pid,hostname' })
    : process.stdout;
  const streams = multistream([{ level: pinoLevel, stream: stdout }]);
  const logger = pino({ level: pinoLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, streams);
  const stdoutOutage = new LogOutage(logger, 'stdout');
  process.stdout.on('error', stdoutOutage.failed);
  const filesOutage = new LogOutage(logger, 'Log files');
  try {
    const stream = await openLogFiles(logsPath, filesOutage.failed, filesOutage.over);
    streams.add({ level: pinoLevel, stream });
  } catch (error) {
    // A read-only file system is a deployment choice, not a fault: stdout remains.
    logger.warn({ context: 'Logs' }, `No log files: ${reasonOf(error)}`);
  }
  return logger;
}
