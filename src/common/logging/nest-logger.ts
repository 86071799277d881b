import type { RequestHandler } from 'express';
import { NativeLogger, PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { requestIdOf } from '../http/request-id.js';

/** Nest's own messages and those of our services, through pino. A process has one: nestjs-pino keeps the first. */
export class NestLogger extends NativeLogger {
  constructor(readonly pino: Logger) {
    super(new PinoLogger({ pinoHttp: { logger: pino } }), {});
  }

  /** Puts the request's id, which the request log has given, into every line that is logged while the request is served. */
  readonly nameRequest: RequestHandler = (request, _response, next) => {
    this.logger.runInContext(next, { bindings: { request_id: requestIdOf(request) } });
  };
}
