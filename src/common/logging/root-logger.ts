import { type Logger, type LoggerOptions, multistream, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Env } from '../../config/env.schema.js';
import { reasonOf } from '../reason-of.js';
import { openLogFiles } from './log-files.js';
import { LogOutage } from './log-outage.js';

type LogLevel = Env['LOG_LEVEL'];

/** Nest tells a line per module and route at every start; that is for debugging. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** JSON lines to stdout (readable in a terminal) and to files in `logsPath`. Neither of them failing ends the service. */
export async function createRootLogger(level: LogLevel, logsPath: string): Promise<Logger> {
  const pinoLevel = level === 'warning' ? 'warn' : level;
  const stdout = process.stdout.isTTY
    ? PinoPretty({ colorize: true, ignore: 'pid,hostname' })
    : process.stdout;
  const streams = multistream([{ level: pinoLevel, stream: stdout }]);
  const logger = pino(
    { level: pinoLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks },
    streams,
  );
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

const hooks: NonNullable<LoggerOptions['hooks']> = {
  logMethod(args, write, level) {
    const isChatty = level === pino.levels.values['info'] && CHATTY.has(contextOf(args[0]));
    if (isChatty) this.debug(...args);
    else write.apply(this, args);
  },
};

function contextOf(bindings: unknown): string {
  return typeof bindings === 'object' && bindings !== null && 'context' in bindings
    ? String(bindings.context)
    : '';
}
