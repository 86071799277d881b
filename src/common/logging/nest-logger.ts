import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest tells a line per module and route at every start; that is for debugging. */
const CHATTY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** Nest's own messages and those of our services, through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest passes the context last and, for errors, the stack before it. */
  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    const texts = rest.filter((item): item is string => typeof item === 'string');
    const context = texts.at(-1);
    const shown = level === 'info' && CHATTY.has(context ?? '') ? 'debug' : level;
    const stack = texts.length > 1 ? texts[0] : undefined;
    const text = message instanceof Error ? (message.stack ?? message.message) : String(message);
    this.pino[shown]({ context, ...(stack === undefined ? {} : { stack }) }, text);
  }
}
