import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, multistream, pino, type StreamEntry } from 'pino';
import { PinoPretty } from 'pino-pretty';
import pinoRoll from 'pino-roll';
import type { Env } from '../../config/env.schema.js';

type LogLevel = Env['LOG_LEVEL'];

const KEPT_FILES = 14;

/** JSON lines to stdout (readable in a terminal) and to files in `logsPath`, a new one each day or 10 MB, 14 kept. */
export async function createRootLogger(level: LogLevel, logsPath: string): Promise<Logger> {
  const pinoLevel = level === 'warning' ? 'warn' : level;
  const stdout = process.stdout.isTTY
    ? PinoPretty({ colorize: true, ignore: 'pid,hostname' })
    : process.stdout;
  const streams: StreamEntry[] = [{ level: pinoLevel, stream: stdout }];
  const fault = folderFault(logsPath);
  if (fault === undefined) {
    const file = join(logsPath, 'twoinone-ml');
    streams.push({
      level: pinoLevel,
      stream: await pinoRoll({
        file,
        extension: '.log',
        frequency: 'daily',
        size: '10m',
        limit: { count: KEPT_FILES },
        dateFormat: 'yyyy-MM-dd',
      }),
    });
  }
  const logger = pino(
    { level: pinoLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    multistream(streams),
  );
  // A read-only file system is a deployment choice, not a fault: stdout remains.
  if (fault !== undefined) logger.warn({ context: 'Logs' }, `No log files: ${fault}`);
  return logger;
}

function folderFault(path: string): string | undefined {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
