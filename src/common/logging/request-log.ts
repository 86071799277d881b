import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { isOrchestratorProbe } from '../http/probe-paths.js';
import { assignRequestId } from '../http/request-id.js';
import { outcomeOf } from './outcome.js';

/** nginx's status for a client that went away before the answer; never sent. */
const CLIENT_CLOSED = 499;

/**
 * One line per request: id, method, route pattern, status, time, and what was decided. Never the URL itself, a header, a field
 * or a name: tokens and people's ids travel in them.
 */
export function createRequestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    genReqId: assignRequestId,
    quietReqLogger: true,
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    customAttributeKeys: { reqId: 'request_id', responseTime: 'duration_ms' },
    // Not customProps: those are written twice, and the first time before the route is known.
    customSuccessObject: lineOf,
    customErrorObject: (request, response, _error, times: object) => lineOf(request, response, times),
    customLogLevel: (request, response) => {
      if (isOrchestratorProbe(request.path)) return 'debug';
      return response.statusCode >= 500 && response.writableFinished ? 'warn' : 'info';
    },
    customSuccessMessage: messageOf,
    customErrorMessage: messageOf,
  });
}

function lineOf(request: Request, response: Response, times: object): object {
  return {
    context: 'Http',
    method: request.method,
    route: routeOf(request),
    status: statusOf(response),
    ...outcomeOf(response),
    ...times,
  };
}

function messageOf(_request: Request, response: Response): string {
  return response.writableFinished ? 'request' : 'request aborted by the client';
}

/** What was answered; `CLIENT_CLOSED` when nothing was. To be asked after the response was closed. */
export function statusOf(response: Response): number {
  return response.writableFinished ? response.statusCode : CLIENT_CLOSED;
}

/** The pattern that matched, e.g. `/ml/delete-face/:user_id`. */
export function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string')
    return route.path;
  return '(unmatched)';
}
